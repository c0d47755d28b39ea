"""An output is made of the wiki: what it is drawn from, who words it, and where it goes."""
