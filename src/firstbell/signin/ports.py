"""What whoever signs somebody in leaves in the session for the list of sessions and the rule of second factors."""

WAY = "firstbell_way"
"""How it happened, as the list says it: a provider's name, a kiosk's."""
VOUCHED = "firstbell_vouched"
"""True when that way asked for a second factor itself."""
