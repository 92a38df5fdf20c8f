"""Walks through the product with nothing but the generated client: from the sign-up to the deletion, and back."""

import importlib
import pkgutil
import sys
from datetime import datetime

import accounts
from accounts import AuthenticatedClient, Client, models
from accounts.api.account import (
    add_address,
    change_password,
    confirm_address,
    delete_account,
    download_data,
    end_other_devices,
    get_profile,
    list_activity,
    list_addresses,
    list_devices,
)
from accounts.api.sign_in import confirm_password, request_password_reset, reset_password, sign_in, sign_out, sign_up
from mailbox import Around

url = sys.argv[1]
around = Around(url)
ADDRESS = "alice@example.com"
OLD, NEW, LAST = "correct horse battery", "wrong donkey generator", "purple otter umbrella"

# Every module of the client is one that Python can read.
for module in pkgutil.walk_packages(accounts.__path__, "accounts."):
    importlib.import_module(module.name)

visitor = Client(base_url=url, raise_on_unexpected_status=True)


def with_token(token: str) -> AuthenticatedClient:
    return AuthenticatedClient(base_url=url, token=token, raise_on_unexpected_status=True)


def expect(kind: type, answer: object):
    assert isinstance(answer, kind), answer
    return answer


def sign_in_with(password: str, **more):
    fields = models.SignInBody(username="Alice", password=password, carrier=models.SignInBodyCarrier.BEARER, **more)
    return sign_in.sync(client=visitor, body=fields)


# Sign up.
fields = models.SignUpBody(username="Alice", password="short", carrier=models.SignUpBodyCarrier.BEARER)
refused = expect(models.Problem, sign_up.sync(client=visitor, body=fields))
assert refused.code is models.ProblemCode.PASSWORD_TOO_SHORT and refused.status == 422
[error] = refused.errors
assert (error.field, error.code) == ("password", models.ProblemCode.PASSWORD_TOO_SHORT) and error.detail
fields.password = OLD
created = sign_up.sync_detailed(client=visitor, body=fields)
assert created.status_code == 201
signed_up = expect(models.SignedIn, created.parsed)
assert signed_up.user.name == "Alice" and isinstance(signed_up.expires, datetime)
again = expect(models.Problem, sign_up.sync(client=visitor, body=fields))
assert again.code is models.ProblemCode.NAME_TAKEN
alice = with_token(signed_up.token)

# Who am I?
profile = expect(models.Profile, get_profile.sync(client=alice))
assert (profile.user.id, profile.user.name) == (signed_up.user.id, "Alice")
nobody = expect(models.Problem, get_profile.sync(client=with_token("a" * 40)))
assert nobody.code is models.ProblemCode.BEARER_NEEDED and nobody.status == 401

# Devices.
other = with_token(expect(models.SignedIn, sign_in_with(OLD)).token)
devices = expect(models.Devices, list_devices.sync(client=alice))
assert [it.current for it in devices.sessions] == [True, False]
assert all(isinstance(it.last_seen, datetime) for it in devices.sessions)
assert devices.sessions[0].kind is models.SessionKindType1.PROGRAM or devices.sessions[0].kind is None
assert expect(models.Ended, end_other_devices.sync(client=alice)).ended == 1
assert expect(models.Problem, get_profile.sync(client=other)).status == 401

# A new password, with a refusal before.
body = models.ChangePasswordBody(current="wrong", password=NEW)
refused = expect(models.Problem, change_password.sync(client=alice, body=body))
assert refused.code is models.ProblemCode.WRONG_PASSWORD and refused.errors[0].field == "current"
body.current = OLD
alice = with_token(expect(models.Renewed, change_password.sync(client=alice, body=body)).token)
assert expect(models.Problem, sign_in_with(OLD)).code is models.ProblemCode.INVALID_CREDENTIALS

# After a while, it has to be Alice again.
around.turn(20)
asked = add_address.sync(client=alice, body=models.AddAddressBody(email=ADDRESS))
assert expect(models.Problem, asked).code is models.ProblemCode.VERIFICATION_NOT_RECENT
confirmed = confirm_password.sync(client=alice, body=models.ConfirmPasswordBody(password=NEW))
alice = with_token(expect(models.Renewed, confirmed).token)

# An address.
expect(models.Done, add_address.sync(client=alice, body=models.AddAddressBody(email=ADDRESS)))
code = models.ConfirmAddressBody(email=ADDRESS, code=around.code(ADDRESS))
expect(models.Renewed, confirm_address.sync(client=alice, body=code))
addresses = expect(models.Addresses, list_addresses.sync(client=alice)).addresses
assert [it.address for it in addresses] == [ADDRESS] and isinstance(addresses[0].verified, datetime)

# Recent activity, and all data.
events = expect(models.Activity, list_activity.sync(client=alice)).events
assert {"session.started", "password.changed"} <= {it.name for it in events}
assert all(isinstance(it.at, datetime) for it in events) and any(it.current for it in events)
data = expect(models.Data, download_data.sync(client=alice))
assert data.user.attributes["username"] == "Alice"
assert {it.provider: it.name for it in data.keys} == {"username": "alice", "email": ADDRESS}

# Forgotten, and replaced by the code of a message.
carrier = models.RequestPasswordResetBodyCarrier.BEARER
forgotten = models.RequestPasswordResetBody(email=ADDRESS, carrier=carrier)
expect(models.Done, request_password_reset.sync(client=visitor, body=forgotten))
carrier = models.ResetPasswordBodyCarrier.BEARER
body = models.ResetPasswordBody(email=ADDRESS, code="0000 0000", password=LAST, carrier=carrier)
refused = expect(models.Problem, reset_password.sync(client=visitor, body=body))
assert refused.code is models.ProblemCode.INVALID_CODE and refused.status == 410
body.code = around.code(ADDRESS)
replaced = expect(models.SignedIn, reset_password.sync(client=visitor, body=body))
assert expect(models.Problem, get_profile.sync(client=alice)).status == 401
alice = with_token(replaced.token)

# Deleted, and kept.
deleted = delete_account.sync(client=alice, body=models.DeleteAccountBody(current=LAST))
assert isinstance(expect(models.Deletion, deleted).due, datetime)
assert expect(models.Problem, get_profile.sync(client=alice)).status == 401
assert expect(models.Problem, sign_in_with(LAST)).code is models.ProblemCode.DELETION_DUE
kept = expect(models.SignedIn, sign_in_with(LAST, restore=True))
alice = with_token(kept.token)
assert expect(models.Profile, get_profile.sync(client=alice)).user.name == "Alice"
expect(models.Done, sign_out.sync(client=alice))
assert expect(models.Problem, get_profile.sync(client=alice)).status == 401
