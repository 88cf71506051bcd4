"""A refused request is answered in the language asked, with code, values and sentences."""

import pytest

from jiqun.web.languages import preferred

ABSENT = "/api/v1/tables/nothing"


@pytest.mark.parametrize(
    ("address", "header", "lang"),
    [
        (ABSENT, "", "en"),
        (ABSENT, "zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        (ABSENT, "en;q=0.2, zh;q=0.4", "zh"),
        (ABSENT + "?lang=en", "zh", "en"),
        (ABSENT + "?lang=zh", "en", "zh"),
        ("/api/v1/cells?limit=x&lang=zh", "", "zh"),
    ],
)
def test_the_query_wins_over_the_header(client, address, header, lang):
    answer = client.get(address, headers={"accept-language": header})
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["content-language"] == lang
    assert "Accept-Language" in answer.headers["vary"]
    (problem,) = answer.json()["problems"]
    assert set(problem) == {"code", "subject", "values", "found", "expected", "fix"}
    chinese = any("一" <= letter <= "鿿" for letter in problem["expected"])
    assert chinese == (lang == "zh")


def test_code_and_values_do_not_change_with_the_language(client):
    told = [client.get(f"{ABSENT}?lang={lang}").json() for lang in ("en", "zh")]
    english, chinese = (one["problems"][0] for one in told)
    assert english["code"] == chinese["code"] == "table-unknown"
    assert english["values"] == chinese["values"] and english["values"]["name"] == "nothing"
    assert english["found"] == "'nothing' is not there" and chinese["found"] == "没有 'nothing'"
    assert told[1]["title"] == "不存在" and "；应为下列之一：" in told[1]["detail"]


def test_the_guard_refuses_in_the_language_too(client):
    headers = {"host": "evil.test", "accept-language": "zh"}
    answer = client.get("/api/v1/workspace", headers=headers).json()
    assert answer["title"] == "拒绝访问" and answer["detail"] == "本服务器仅以自身名称作答。"


def test_a_header_of_nonsense_means_english():
    for header in ("", ";;;", "q=1", "*", "zh;q=0, en;q=0", "zh;q=x"):
        assert preferred(header) == "en"
