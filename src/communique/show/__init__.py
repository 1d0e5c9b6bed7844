"""How a reading is shown: as JSON, as text for a terminal, as a page of HTML.

Import the module you need (``as_json``, ``as_text``, ``as_html``): the last two load libraries that the first must not
wait for.
"""
