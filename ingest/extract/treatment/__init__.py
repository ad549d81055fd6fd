"""What was treated, with what, and how: scars, interventions, devices, needles, sessions."""
