"""What a notebook shows and publishes: wording, tables, figures; nothing is computed here."""
