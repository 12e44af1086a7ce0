"""The form: what the workbook asks and where. Shared by who writes it (render) and who reads it (intake)."""
