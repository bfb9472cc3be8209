"""The script that Streamlit runs for each visit; `serving` has opened the library before."""

from ui import pages, serving

pages.draw(serving.opened())
