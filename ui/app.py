"""The script that Streamlit runs for each visit; `serving` has opened the room before."""

from ui import reading_room, serving

reading_room.draw(serving.opened_room())
