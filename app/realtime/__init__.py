"""Events out to browsers: numbered per audience, kept for replay, coalesced, fanned out by Redis."""

from app.realtime.events import EVENTS as EVENTS
from app.realtime.events import Event as Event
from app.realtime.parts import make_parts as make_parts
from app.realtime.publisher import Once as Once
from app.realtime.publisher import Page as Page
from app.realtime.publisher import Publisher as Publisher
from app.realtime.publisher import publisher as publisher
from app.realtime.sessions import end_session as end_session
from app.realtime.sessions import online_among as online_among
from app.realtime.stream import Follower as Follower
from app.realtime.topics import Topic as Topic
from app.realtime.topics import register as register
from app.realtime.topics import room_for as room_for
from app.realtime.topics import room_of as room_of
from app.realtime.topics import session_room as session_room
from app.realtime.topics import topic_of as topic_of
from app.realtime.topics import user_room as user_room
from app.realtime.watched import is_watched as is_watched
from app.realtime.watched import note_watched as note_watched
from app.realtime.watched import watched_among as watched_among
from app.realtime.watched import watched_keys as watched_keys
