"""How a file was read is told in the language of who brings it."""

from __future__ import annotations

import pytest
from complaintkit_csv import Csv

from complaintkit.plugin import Envelope

FILE = "时间;内容\n13/4/2019 10:00;米饭是酸的\n".encode()
TOLD = {
    "zh": [
        "共 1 行，编码为 utf-8（全文符合），各列以分号分隔。",
        "日期按 d/m/Y 读取：第 2 行是 13/4/2019 10:00。",
        "1 行没有编号：按内容生成编号，每次导入都相同。",
    ],
    "en": [
        "1 rows, utf-8 (all of it is valid), cells separated by semicolons.",
        "Dates are d/m/Y: line 2 has 13/4/2019 10:00.",
        "1 rows have no id: theirs are made from what they say, the same in every run.",
    ],
}


@pytest.mark.parametrize("language", TOLD)
def test_it_is_told_in_that_language(language: str) -> None:
    """Encoding, delimiter, dates and ids: every line of it, the reasons within them, too."""
    settings = {"map": {"text": "内容", "received_at": "时间"}, "tz": "Asia/Shanghai", "language": language}
    (channel,) = Csv(name="csv", **settings).complaintkit_channels()  # type: ignore[arg-type]  # as a file says it
    read = channel.parse(channel.authenticate(Envelope(FILE, staff="chen")))

    assert read.reply.body.decode().splitlines() == TOLD[language]
