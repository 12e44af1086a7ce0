"""Pages of people: signing in and out, links that work once, one's account, the people of one's organisation."""
