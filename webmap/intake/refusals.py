"""What a citizen reads when something could not be taken: the form as it was filled in, and always 110 and 112."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, TooManyRequests

from geo.errors import ParameterError
from geo.languages import Says
from webmap.intake.report_page import frame, page, wants_json
from webmap.intake.waits import WaitFirst
from webmap.languages import texts
from webmap.settings import WebSettings

_TOO_LARGE, _TOO_MANY = "error_413_lapor", "error_429_lapor"
_KEPT = ("code", "text", "sure")
_LONG_WAIT = 120  # seconds; longer waits are said in minutes


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Answer refusals of this room."""
    _ = settings

    @room.errorhandler(ParameterError)
    def not_understood(error: ParameterError) -> Response:
        problem = error.params["problem"]
        said = problem if isinstance(problem, Says) else Says(str(problem), str(problem))
        return _answer(400, "parameter", said, str(error.params["name"]))

    @room.errorhandler(TooManyRequests)
    def too_many(error: HTTPException) -> Response:
        seconds = next((int(value) for name, value in error.get_headers() if name == "Retry-After"), 60)
        wait = Says(f"{seconds} detik", f"{seconds} seconds")
        if seconds > _LONG_WAIT:
            wait = Says(f"{-(-seconds // 60)} menit", f"{-(-seconds // 60)} minutes")
        answer = _answer(429, "too_many", texts()[_TOO_MANY].filled(wait=wait))
        answer.headers["Retry-After"] = str(seconds)
        return answer

    @room.errorhandler(WaitFirst)
    def wait_first(error: WaitFirst) -> Response:
        # What was written goes along: the same is sent again, with the slip, when the time is over.
        kept = {name: request.form[name] for name in _KEPT if name in request.form}
        shown = render_template("lapor_wait.html", seconds=error.seconds, slip=error.slip, kept=kept, **frame())
        answer = Response(shown, 429, mimetype="text/html")
        answer.headers["Retry-After"] = str(error.seconds)
        return answer

    @room.errorhandler(RequestEntityTooLarge)
    def too_large(error: HTTPException) -> Response:
        _ = error
        return _answer(413, "too_large", texts()[_TOO_LARGE], readable=False)


def _answer(status: int, code: str, said: Says, field: str = "", *, readable: bool = True) -> Response:
    if wants_json():
        answer = jsonify(code=code, field=field, **said.as_dict())
    elif request.endpoint == "intake.send":
        values: MultiDict[str, str] = request.form if readable else MultiDict()
        answer = Response(page(said, field, values), mimetype="text/html")
    else:
        answer = Response(render_template("lapor_notice.html", problem=said, **frame()), mimetype="text/html")
    answer.status_code = status
    return answer
