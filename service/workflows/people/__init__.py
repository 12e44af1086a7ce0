"""What people do: be invited, sign in and out, choose passwords, make tokens; what the secretariat grants to unions.

One act a function, called by the API, the pages and the command line alike. Nothing here knows HTTP.
"""
