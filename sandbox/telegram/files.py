"""Documents: stored when they are uploaded, found again by `file_id`, fetched like from Telegram's own file server."""

import hashlib

from sandbox.telegram.calls import Call, Json, Outcome
from sandbox.telegram.errors import bad_request
from sandbox.telegram.parameters import Upload

LARGEST_UPLOAD = 50 * 2**20


def store_document(call: Call) -> Json:
    """Keep the uploaded document and return its `Document` object. Raises ApiError 400."""
    field = call.parameters.text("document") or ""
    upload = call.parameters.files.get(field.removeprefix("attach://") if field else "document")
    if upload is None:
        return _document(call, field)
    if not upload.content:
        raise bad_request("file must be non-empty")
    if len(upload.content) > LARGEST_UPLOAD:
        raise bad_request("file is too big")
    digest = hashlib.sha256(upload.content + upload.name.encode()).hexdigest()
    file_id = f"BQACAgIAAxk{call.bot.id}D{digest[:40]}"
    call.network.files[file_id] = (upload, f"AgAD{digest[:12]}")
    return _document(call, file_id)


def get_file(call: Call) -> Outcome:
    """`getFile`: where to download it from (`/telegram/file/bot<token>/<file_path>`)."""
    file_id = call.parameters.text("file_id") or ""
    upload, unique = _stored(call, file_id)
    path = f"documents/{file_id}"
    size = len(upload.content)
    return Outcome(
        result={"file_id": file_id, "file_unique_id": unique, "file_size": size, "file_path": path}, silent=True
    )


def _stored(call: Call, file_id: str) -> tuple[Upload, str]:
    found = call.network.files.get(file_id)
    if found is not None:
        return found
    if file_id.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    raise bad_request("wrong file identifier/HTTP URL specified")


def _document(call: Call, file_id: str) -> Json:
    if not file_id:
        raise bad_request("there is no document in the request")
    upload, unique = _stored(call, file_id)
    return {
        "file_name": upload.name,
        "mime_type": upload.content_type,
        "file_id": file_id,
        "file_unique_id": unique,
        "file_size": len(upload.content),
    }
