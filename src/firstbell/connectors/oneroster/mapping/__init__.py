"""From OneRoster's rows to our people, classes and enrollments: one module for each noun."""
