"""The use cases of accounts, split by noun."""

from app.domain.auth.service.accounts import create_user as create_user
from app.domain.auth.service.accounts import get_user as get_user
from app.domain.auth.service.accounts import update_profile as update_profile
from app.domain.auth.service.api_tokens import create_api_token as create_api_token
from app.domain.auth.service.api_tokens import find_principal_by_api_token as find_principal_by_api_token
from app.domain.auth.service.api_tokens import list_api_tokens as list_api_tokens
from app.domain.auth.service.api_tokens import revoke_api_token as revoke_api_token
from app.domain.auth.service.enrolment import confirm_two_factor as confirm_two_factor
from app.domain.auth.service.enrolment import disable_two_factor as disable_two_factor
from app.domain.auth.service.enrolment import set_up_two_factor as set_up_two_factor
from app.domain.auth.service.memory import recall_failures as recall_failures
from app.domain.auth.service.memory import recall_revocations as recall_revocations
from app.domain.auth.service.password import change_password as change_password
from app.domain.auth.service.proof import prove_unless_fresh as prove_unless_fresh
from app.domain.auth.service.retention import prune as prune
from app.domain.auth.service.security_log import RequestSource as RequestSource
from app.domain.auth.service.security_log import list_security_events as list_security_events
from app.domain.auth.service.sessions import SignedIn as SignedIn
from app.domain.auth.service.sessions import end_session as end_session
from app.domain.auth.service.sessions import list_sessions as list_sessions
from app.domain.auth.service.sessions import refresh as refresh
from app.domain.auth.service.sign_in import Given as Given
from app.domain.auth.service.sign_in import sign_in as sign_in
