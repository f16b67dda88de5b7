"""What can be done with notices, preferences, wordings, webhooks and chat rooms."""
