"""The workspace of companies: what each page shows and which workflow its forms call. No rule lives here."""
