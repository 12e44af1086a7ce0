"""The pages: HTML routes and what each page shows. Rules, SQL and drawing live elsewhere."""
