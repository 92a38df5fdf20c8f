"""Calls every route for each success that the document names, and for the refusals that callers meet."""

import sys

from checked_api import Api, Visitor

PASSWORD, NEW = "correct horse battery", "wrong donkey generator"


def by_name(api: Api) -> None:
    forms_and_files(api)
    account(api)
    addresses(api)
    messages(api)
    deletion(api)
    refusals(api)
    scripts_of_pages(api)


def user(api: Api, name: str) -> Visitor:
    visitor = Visitor(api)
    assert visitor.call("signUp", 201, username=name, password=PASSWORD)["token"]
    return visitor


def user_with_address(api: Api, name: str) -> tuple[Visitor, str]:
    visitor, address = user(api, name), f"{name.lower()}@example.com"
    visitor.call("addAddress", 200, email=address)
    visitor.call("confirmAddress", 200, email=address, code=api.around.code(address))
    return visitor, address


def forms_and_files(api: Api) -> None:
    visitor = Visitor(api)
    for name in ["getSignUpForm", "getSignInForm", "getForgotForm", "getMailSignInForm"]:
        fields = visitor.call(name, 200, next="/notes")
        assert fields["values"]["next"] == "/notes" and fields["fields"]
    for name in ["getResetForm", "getSignInLink", "getVerifyForm"]:
        assert visitor.call(name, 200)["by_code"]
        visitor.call(name, 410, "invalid_code", link="x")
    for name in ["getStyle", "getScript", "getLogo", "getOpenApi"]:
        visitor.call(name, 200)
    page, program = Visitor(api, by_cookie=True), Visitor(api)
    program.http.headers["authorization"] = "Bearer unknown"
    for name, (_, path, operation) in api.operations.items():
        if "security" in operation and path != "/logout":
            page.call(name, 401, "signed_out")
            program.call(name, 401, "bearer_needed")


def account(api: Api) -> None:
    alice, other = user(api, "Alice"), Visitor(api)
    other.call("signIn", 200, username="alice", password=PASSWORD, remember=True)
    assert alice.call("getProfile", 200)["user"] == alice.call("getHome", 200)["user"]
    for name in ["getConfirmForm", "getPasswordForm", "getDeleteForm", "getDataPage", "listActivity", "listAddresses"]:
        alice.call(name, 200)
    first, second = alice.call("listDevices", 200)["sessions"]
    assert first["current"] and not second["current"]
    alice.call("endDevice", 404, "unknown_session", session="x")
    alice.call("endDevice", 200, session=second["id"])
    other.call("getProfile", 401, "bearer_needed")
    other = Visitor(api)
    other.call("signIn", 200, username="Alice", password=PASSWORD)
    assert alice.call("endOtherDevices", 200) == {"ended": 1}
    alice.call("confirmPassword", 422, "wrong_password", password="x")
    alice.call("confirmPassword", 200, password=PASSWORD)
    alice.call("changePassword", 422, "password_common", current=PASSWORD, password="password1")
    alice.call("changePassword", 200, current=PASSWORD, password=NEW)
    data = alice.call("downloadData", 200)
    assert data["user"]["attributes"] == {"username": "Alice"} and data["sessions"][0]["current"]
    page = alice.call("listActivity", 200)
    while page["next"]:
        page = alice.call("listActivity", 200, after=page["next"])
    alice.call("listActivity", 200, after="no page")
    alice.call("signOut", 200)
    alice.call("signOut", 200)


def addresses(api: Api) -> None:
    bella, address = user_with_address(api, "Bella")
    assert [it["verified"] is not None for it in bella.call("listAddresses", 200)["addresses"]] == [True]
    bella.call("addAddress", 422, "invalid_address", email="no address")
    bella.call("addAddress", 200, email="bella@work.example")
    link = api.around.link("bella@work.example")
    bella.call("getConfirmAddressForm", 200, link=link)
    bella.call("getConfirmAddressForm", 200)
    bella.call("confirmAddress", 410, "invalid_code", link="x")
    bella.call("confirmAddress", 200, link=link)
    # The notice to the old address undoes the change.
    undo = api.around.link(address, "/undo")
    stranger = Visitor(api)
    stranger.call("getUndoForm", 200, link=undo)
    stranger.call("getUndoForm", 410, "invalid_code", link="x")
    stranger.call("undoAddressChange", 410, "invalid_code", link="x")
    stranger.call("undoAddressChange", 200, link=undo)
    carla, address = user_with_address(api, "Carla")
    carla.call("removeAddress", 404, "missing_key", email="other@example.com")
    carla.call("removeAddress", 200, email=address)
    assert carla.call("listAddresses", 200)["addresses"] == []
    thief, address = user_with_address(api, "Hilda")
    thief.call("addAddress", 200, email="thief@example.com")
    thief.call("confirmAddress", 200, link=api.around.link("thief@example.com"))
    undo = api.around.link(address, "/undo")
    thief.call("deleteAccount", 200, current=PASSWORD)
    assert stranger.call("undoAddressChange", 202, link=undo) == {"next": "/login"}


def messages(api: Api) -> None:
    _, address = user_with_address(api, "Clara")
    # A new address is not told of what happens in its first minutes.
    api.around.turn(3)
    visitor = Visitor(api)
    visitor.call("requestPasswordReset", 422, "missing_field", email="")
    visitor.call("requestPasswordReset", 200, email=address)
    link = api.around.link(address)
    visitor.call("getResetForm", 200, link=link)
    visitor.call("resetPassword", 422, "password_too_short", link=link, password="short")
    visitor.call("resetPassword", 200, link=link, password=NEW)
    visitor.call("resetPassword", 410, "invalid_code", link=link, password=NEW)
    # The notice of the new password has a link for a user who did not choose it.
    report = api.around.link(address, "/report")
    visitor = Visitor(api)
    visitor.call("requestSignInMail", 200, email=address)
    visitor.call("getSignInLink", 200, link=api.around.link(address))
    visitor.call("signInByMail", 410, "invalid_code", email=address, code="0000 0000")
    visitor.call("signInByMail", 200, email=address, code=api.around.code(address))
    visitor.call("getReportForm", 200, link=report)
    visitor.call("getReportForm", 410, "invalid_code", link="x")
    visitor.call("reportActivity", 410, "invalid_code", link="x")
    visitor.call("reportActivity", 200, link=report)


def deletion(api: Api) -> None:
    dora, address = user_with_address(api, "Dora")
    dora.call("deleteAccount", 422, "missing_field")
    assert dora.call("deleteAccount", 200, current=PASSWORD)["due"]
    visitor = Visitor(api)
    visitor.call("signIn", 403, "deletion_due", username="Dora", password=PASSWORD)
    visitor.call("requestPasswordReset", 200, email=address)
    link = api.around.link(address)
    assert visitor.call("resetPassword", 202, link=link, password=NEW) == {"next": "/login"}
    visitor.call("requestSignInMail", 200, email=address)
    link = api.around.link(address)
    assert visitor.call("getSignInLink", 200, link=link)["due"]
    visitor.call("signInByMail", 200, link=link, restore=True)


def refusals(api: Api) -> None:
    visitor = Visitor(api)
    visitor.call("signUp", 409, "name_taken", username="Clara", password=PASSWORD)
    errors = visitor.call("signUp", 422, "username_length", username="x", password="x")["errors"]
    assert [it["field"] for it in errors] == ["username", "password"]
    visitor.call("signIn", 401, "invalid_credentials", username="Clara", password="x")
    visitor.call("signIn", 422, "missing_field")
    visitor.call("signIn", 400, "invalid_body", username=1)
    visitor.call("signIn", 413, "body_too_large", username="x" * 20_000)
    visitor.call("signIn", 406, "not_acceptable", raw={"json": {}, "headers": {"accept": "text/html"}})
    for _ in range(100):
        answer = visitor.http.post(f"{api.url}/login", json={"username": "Bella", "password": "x", "carrier": "bearer"})
        if answer.status_code == 429:
            break
    visitor.call("signIn", 429, "too_many_attempts", username="Bella", password="x")
    ellen = user(api, "Ellen")
    api.around.turn(20)
    for name in ["addAddress", "confirmAddress", "downloadData", "endDevice", "endOtherDevices"]:
        ellen.call(name, 403, "verification_not_recent")
    ellen.call("changePassword", 415, "unsupported_media_type", raw={"content": "a=b", "headers": {"content-type": "text/plain"}})


def scripts_of_pages(api: Api) -> None:
    fanny = Visitor(api, by_cookie=True)
    fields = {"username": "Fanny", "password": PASSWORD, "email": "fanny@example.com"}
    assert fanny.call("signUp", 201, **fields).keys() == {"user", "next"}
    assert fanny.call("getProfile", 200)["user"]["name"] == "Fanny"
    assert fanny.call("changePassword", 200, current=PASSWORD, password=NEW) == {}
    fanny.http.headers["origin"] = "https://evil.example"
    fanny.call("signOut", 403, "cross_origin")


def by_address(api: Api) -> None:
    visitor, address = Visitor(api), "gina@example.com"
    visitor.call("signUp", 422, "missing_field", password=PASSWORD)
    assert visitor.call("signUp", 202, email=address, password=PASSWORD) == {"next": "/verify"}
    link = api.around.link(address)
    visitor.call("getVerifyForm", 200, link=link)
    visitor.call("signIn", 401, "invalid_credentials", username=address, password=PASSWORD)
    visitor.call("verifyAddress", 410, "invalid_code", email=address, code="0000 0000")
    visitor.call("verifyAddress", 200, email=address, code=api.around.code(address))
    visitor.call("signOut", 200)
    visitor.call("signIn", 200, username=address, password=PASSWORD)


apis = [Api(url) for url in sys.argv[1:]]
by_name(apis[0])
by_address(apis[1])
named = set.union(*(it.successes() for it in apis))
seen = set.union(*(it.seen for it in apis))
# An account is due for deletion before its first proof only if the application itself has signed its user in.
named.remove(("verifyAddress", "202"))
assert not (named - seen), f"never seen: {sorted(named - seen)}"
refused = {status for _, status in seen if status[0] == "4"}
assert refused == {"400", "401", "403", "404", "406", "409", "410", "413", "415", "422", "429"}, refused
print(len(seen), "kinds of answers of", len(apis[0].operations), "operations")
