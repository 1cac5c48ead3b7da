from __future__ import annotations

import csv
import re
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from parsing.agencies import Agency, Existence, existence, identify, kinds
from parsing.agencies.register import register

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
ID = re.compile(r"(?:\d{6}|\d{9}|x)-[a-z0-9]+\Z")

XIAOGUAN = "110105010-xiaoguanjiedao"
# (name, division of the portal or None, id)
SPELLINGS = [
    ("北京市朝阳区人民政府小关街道办事处", None, XIAOGUAN),
    ("北京市朝阳区小关街道办事处", None, XIAOGUAN),
    ("朝阳区小关街道", None, XIAOGUAN),
    ("小关街道办事处", "110105", XIAOGUAN),
    ("小关街道办事处", None, XIAOGUAN),
    ("小关街道", "110105", XIAOGUAN),
    ("小关街办", "110105010000", XIAOGUAN),
    ("　北京市 朝阳区\u200b小关 街道\u00a0办事处", None, XIAOGUAN),
    ("北京市朝陽區小關街道辦事處", None, XIAOGUAN),
    ("北京市朝阳区人民政府", None, "110105-chaoyangqu"),
    ("朝阳区", "110105", "110105-chaoyangqu"),
    ("人民政府", "110105", "110105-chaoyangqu"),
    ("北京市朝阳区人民政府办公室", None, "110105-renminzhengfubangongshi"),
    ("区政府办公室", "110105", "110105-renminzhengfubangongshi"),
    ("北京市朝阳区财政局", None, "110105-caizhengju"),
    ("县财政局", "110105", "110105-caizhengju"),
    ("市财政局", "110105", "110000-caizhengju"),
    ("朝阳区市场监督管理局", "110105", "110105-shichangjianduguanliju"),
    ("北京市朝阳区市场监管局", None, "110105-shichangjianduguanliju"),
    ("市场监督管理局", "110105", "110105-shichangjianduguanliju"),
    ("市监局", "110105", "110105-shichangjianduguanliju"),
    ("南磨房地区办事处", "110105", "110105021-nanmofangdiqu"),
    ("北京市朝阳区南磨房乡人民政府", None, "110105021-nanmofangdiqu"),
    ("2014年北京市朝阳区东湖街道办事处筹备处", None, "110105043-donghujiedao"),
    ("北京市东城区崇外街道", None, "110101012-chongwenmenwaijiedao"),
    ("北京市西城区大栅栏街道办事处", None, "110102013-dashilanjiedao"),
    ("北京市公安局朝阳分局", None, "110105-gonganfenju"),
    ("市规划自然资源委朝阳分局", "110105", "110105-guihuaziranziyuanfenju"),
    ("市政府办公厅", "440100", "440100-renminzhengfubangongshi"),
    ("广州市人民政府办公室", None, "440100-renminzhengfubangongshi"),
    ("朝阳区公安分局", "110105", "110105-gonganfenju"),
    ("国家税务总局北京市朝阳区税务局", None, "110105-shuiwuju"),
    ("崇文区前门街道办事处", None, "110103-qianmenjiedao"),
    ("天津市北辰区佳荣里街", None, "120113005-jiaronglijiedao"),
    ("天津市塘沽区人民政府", None, "120107-tangguqu"),
    ("河北省大城县人民政府", None, "131025-daichengxian"),
    ("石家庄高新区管委会", None, "130171-shijiazhuanggaoxinjishuchanyekaifaqu"),
    ("山西省长治市长子县", None, "140428-zhangzixian"),
    ("山西省阳泉市城区人民政府", None, "140302-chengqu"),
    ("内蒙古自治区呼和浩特市土默特左旗人民政府", None, "150121-tumotezuoqi"),
    ("莫力达瓦达斡尔族自治旗教育局", None, "150722-jiaoyuju"),
    ("沈阳市于洪区迎宾路街道办事处", None, "210114001-yingbinlujiedao"),
    ("建平县卫健局", None, "211322-weishengjiankangju"),
    ("长春市朝阳区重庆街道", None, "220104005-chongqingjiedao"),
    ("延边州公安局", None, "222400-gonganju"),
    ("吉林市人民政府", None, "220200-jilinshi"),
    ("大兴安岭地区行政公署", None, "232700-daxinganlingdiqu"),
    ("上海市人民政府办公厅", None, "310000-renminzhengfubangongting"),
    ("上海市科学技术委员会", None, "310000-kexuejishuweiyuanhui"),
    ("上海市科委", None, "310000-kexuejishuweiyuanhui"),
    ("上海市浦东新区人民政府", None, "310115-pudongxinqu"),
    ("上海市闵行区莘庄镇人民政府", None, "310112101-xinzhuangzhen"),
    ("南京市鼓楼区人民政府华侨路街道办事处", None, "320106002-huaqiaolujiedao"),
    ("鼓楼区人民政府", "320100", "320106-gulouqu"),
    ("宿迁市政府办公室", None, "321300-renminzhengfubangongshi"),
    ("宿迁市人民政府", None, "321300-suqianshi"),
    ("沭阳县发展和改革局", None, "321322-fazhangaigeju"),
    ("沭阳县发改局", None, "321322-fazhangaigeju"),
    ("江苏省苏州工业园区管委会", None, "320576-suzhougongyeyuanqu"),
    ("宿城街道办事处", "320703", "320703009-suchengjiedao"),
    ("浙江省乐清市人民政府", None, "330382-yueqingshi"),
    ("瑞安市高楼镇人民政府", None, "330381125-gaolouzhen"),
    ("高楼镇财政所", "330381", "330381125-caizhengsuo"),
    ("六安市", None, "341500-luanshi"),
    ("蚌埠市人民政府", None, "340300-bengbushi"),
    ("安徽省亳州市涡阳县", None, "341621-guoyangxian"),
    ("安庆市枞阳县财政局", None, "340722-caizhengju"),
    ("铜陵市枞阳县财政局", None, "340722-caizhengju"),
    ("厦门市湖里区人民政府", None, "350206-huliqu"),
    ("三明市三元区莘口镇人民政府", None, "350404102-shenkouzhen"),
    ("宜春市袁州区西村镇", None, "360902101-xicunzhen"),
    ("西村镇", "360902", "360902101-xicunzhen"),
    ("济南市市中区人民政府", None, "370103-shizhongqu"),
    ("山东省单县人民政府", None, "371722-shanxian"),
    ("山东省机关事务局", None, "370000-jiguanshiwuguanliju"),
    ("河南省济源市人民政府", None, "419001-jiyuanshi"),
    ("河南省泌阳县人民政府", None, "411726-biyangxian"),
    ("襄樊市人民政府", None, "420600-xiangyangshi"),
    ("湖北省武汉市江岸区大智街办事处", None, "420102002-dazhijiedao"),
    ("仙桃市财政局", None, "429004-caizhengju"),
    ("恩施州发改委", None, "422800-fazhangaigeweiyuanhui"),
    ("衡南县卫生健康局", None, "430422-weishengjiankangju"),
    ("广州市番禺区人民政府办公室", None, "440113-renminzhengfubangongshi"),
    ("广州市番禺区大石街道办事处", None, "440113012-dashijiedao"),
    ("东莞市虎门镇人民政府", None, "441900121-humenzhen"),
    ("大埔县三河镇", None, "441422105-sanhezhen"),
    ("蓬江區發展和改革局", None, "440703-fazhangaigeju"),
    ("广州市越秀区北京街道", None, "440104003-beijingjiedao"),
    ("南宁市青秀区", None, "450103-qingxiuqu"),
    ("海南省三亚市天涯区", None, "460204-tianyaqu"),
    ("重慶市渝中區人民政府七星崗街道辦事處", None, "500103001-qixinggangjiedao"),
    ("重庆市人民政府外事办公室", None, "500000-waishibangongshi"),
    ("大竹县教科局", None, "511724-jiaoyukexuejishuju"),
    ("铜仁市教育局", None, "520600-jiaoyuju"),
    ("大理州大理市下关街道", None, "532901003-xiaguanjiedao"),
    ("西藏自治区人民政府", None, "540000-xizangzizhiqu"),
    ("陕西省西安市鄠邑区", None, "610118-huyiqu"),
    ("甘肃省宕昌县", None, "621223-tanchangxian"),
    ("嘉峪关市人民政府", None, "620200-jiayuguanshi"),
    ("刚察县人民政府办公室", None, "632224-renminzhengfubangongshi"),
    ("海南州人民政府", None, "632500-hainanzangzuzizhizhou"),
    ("银川市兴庆区", None, "640104-xingqingqu"),
    ("新疆尉犁县人民政府", None, "652823-yulixian"),
    ("石河子市人民政府", None, "659001-shihezishi"),
    ("伽师县人民政府", "65", "653129-jiashixian"),
    ("大连长兴岛经开区管委会办公室", None, "210200-changxingdaojingjijishukaifaquguanliweiyuanhuibangongshi"),
]


@pytest.mark.parametrize(("name", "division", "expected"), SPELLINGS)
def test_every_spelling_of_an_office_has_its_one_id(name: str, division: str | None, expected: str) -> None:
    assert identify(name, division=division).id == expected


@pytest.mark.parametrize(
    ("name", "division", "note"),
    [
        ("朝阳区人民政府", None, "place_ambiguous"),
        ("鼓楼区财政局", None, "place_ambiguous"),
        ("城关镇", None, "place_ambiguous"),
        ("揭阳市某县商务局", None, ""),
        ("某县商务局", None, "place_unknown"),
        ("市场监督管理局", None, "place_unknown"),
        ("应急管理部", None, "place_unknown"),
        ("", None, "empty_name"),
    ],
)
def test_a_name_that_does_not_tell_its_place_is_kept_and_never_guessed(name: str, division: str | None, note: str) -> None:
    agency = identify(name, division=division)
    assert agency.note == note
    assert agency.id.startswith("x-") == bool(note)
    assert (agency.place == "") == bool(note)


def test_a_place_in_the_name_beats_the_portal_and_the_conflict_shows() -> None:
    agency = identify("南京市鼓楼区财政局", division="110105")
    assert (agency.id, agency.note) == ("320106-caizhengju", "division_conflict")


def test_a_unit_younger_than_the_register_belongs_to_the_portal() -> None:
    agency = identify("新设街道办事处", division="110105")
    assert (agency.id, agency.kind, agency.note) == ("110105-xinshejiedao", "subdistrict", "unit_unlisted")


@pytest.mark.parametrize(
    ("name", "kind", "scope"),
    [
        ("北京市朝阳区人民政府", "government", "aggregate"),
        ("北京市朝阳区人民政府办公室", "government_office", "own"),
        ("上海市人民政府办公厅", "government_office", "own"),
        ("北京市朝阳区财政局", "department", "own"),
        ("北京市朝阳区小关街道", "subdistrict", "own"),
        ("北京市朝阳区南磨房地区办事处", "area_office", "own"),
        ("瑞安市高楼镇人民政府", "town", "own"),
        ("镇康县木场乡", "township", "own"),
        ("苏州工业园区管委会", "development_zone", "own"),
        ("安庆市招商中心", "public_institution", "own"),
        ("北京市朝阳区残联", "mass_organization", "own"),
        ("海淀区某某", "unknown", "unknown"),
    ],
)
def test_kind_decides_whose_requests_a_report_counts(name: str, kind: str, scope: str) -> None:
    agency = identify(name)
    assert (agency.kind, agency.scope) == (kind, scope)


def test_names_and_places_are_those_a_reader_knows() -> None:
    assert identify("小关街办", division="110105") == Agency(
        XIAOGUAN, "北京市朝阳区小关街道办事处", "subdistrict", "110105010", "北京市朝阳区小关街道", "own"
    )
    assert identify("沭阳县发改局").name == "宿迁市沭阳县发展和改革局"
    assert identify("沭阳县发改局").place_name == "江苏省宿迁市沭阳县"


@settings(deadline=None, max_examples=300)
@given(
    st.one_of(
        st.text(max_size=40),
        st.lists(
            st.sampled_from(
                [
                    "北京市",
                    "朝阳区",
                    "朝阳",
                    "市",
                    "县",
                    "人民政府",
                    "办公室",
                    "小关",
                    "街道",
                    "办事处",
                    "镇",
                    "局",
                    "开发区",
                    "管委会",
                    "和",
                    "（",
                    "）",
                    "2021年",
                ]
            ),
            max_size=8,
        ).map("".join),
    ),
    st.one_of(st.none(), st.text(max_size=12), st.sampled_from(["11", "110105", "110105010", "999999", "441900", "110100"])),
)
@example("\ud800", None)
@example("街道办事处", "110105")
@example("長" * 400, None)
def test_any_text_gives_a_well_formed_id(name: str, division: str | None) -> None:
    agency = identify(name, division=division)
    assert ID.match(agency.id)
    assert len(agency.id) <= 110
    assert agency.kind in {kind.code for kind in kinds()}
    assert identify(name, division=division) == agency


def test_canonical_names_lead_back_to_their_id() -> None:
    for name, division, expected in SPELLINGS:
        assert identify(identify(name, division=division).name).id == expected


def _places() -> list[list[str]]:
    path = Path(__file__).resolve().parents[2] / "parsing/agencies/data/register.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))[1:]


def test_the_registers_ids_are_unique_well_formed_and_sorted() -> None:
    places = _places()
    ids = [f"{code}-{slug}" for code, _, slug, *_ in places]
    assert len(set(ids)) == len(ids) > 50_000
    assert all(map(ID.match, ids))
    codes = [place[0] for place in places]
    assert codes == sorted(codes)
    assert {place[5] for place in places} - {""} <= set(codes)


def test_frozen_ids_are_those_first_published() -> None:
    for expected in ("110105-chaoyangqu", XIAOGUAN, "110105026-wangjingjiedao", "110105009-yayuncunjiedao", "310000-shanghaishi"):
        place = register().place(expected.partition("-")[0])
        assert place is not None
        assert place.id == expected


def test_a_merged_unit_ends_with_the_last_list_that_has_it_and_names_what_took_its_villages() -> None:
    merged = existence("511502004")  # 宜宾市翠屏区西城街道
    assert merged.successor == "511502013-daguanloujiedao"
    assert (merged.listed_to, merged.absent_from, merged.valid_to) == (2018, 2019, date(2018, 10, 31))
    assert [merged.certain(year) for year in (2017, 2018, 2019)] == [True, False, False]
    assert existence("110105010") == Existence()  # 小关街道 is in all of them


def test_a_unit_that_a_summer_list_lacks_may_have_come_later_that_year() -> None:
    town = existence("130127104")  # 高邑县中韩镇: not in the list of June 2020, in that of October 2021
    assert (town.listed_from, town.absent_to, town.valid_from) == (2021, 2019, date(2021, 10, 31))


def test_every_unit_that_took_another_over_is_in_the_register() -> None:
    ids = {place[0] + "-" + place[2] for place in _places()}
    rows = (files("parsing.agencies") / "data" / "merged.csv").read_text("utf-8").splitlines()[1:]
    pairs = [row.split(",") for row in rows]
    assert len(pairs) > 3500
    assert {name for pair in pairs for name in pair} <= ids
    assert [pair for pair in pairs if pair[0] == pair[1]] == []


def test_every_unit_of_beijing_resolves_by_its_full_name_and_on_its_districts_portal() -> None:
    units = [place for place in _places() if len(place[0]) == 9 and place[0].startswith("11") and not place[4]]
    assert len({code[:6] for code, *_ in units}) == 16
    for code, name, slug, *_ in units:
        assert identify(name, division=code[:6]).id == f"{code}-{slug}"
        assert identify(identify(name, division=code[:6]).name).id == f"{code}-{slug}"


def test_a_sample_of_the_whole_register_resolves_by_full_name() -> None:
    places = register()
    for code, *_ in _places()[::97]:
        place = places.place(code)
        assert place is not None
        assert identify(places.full_name(place)).id == places.current(place).id


def test_real_agencies_are_told_with_their_place() -> None:
    path = SHARED / "portals" / "real_pages.tsv"
    if not path.exists():
        pytest.skip("the shared evidence is not here")
    with path.open(encoding="utf-8", newline="") as lines:
        named = [row["agency"].removeprefix("M: ") for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)]
    agencies = [name for name in named if not name.startswith(("LOOK-ALIKE", "LIST PAGE", "某", "国家", "应急管理部"))]
    unknown = [name for name in agencies if identify(name).id.startswith("x-")]
    assert len(agencies) > 80
    # A zone outside the register, and one written without the 市 of its city: told only together with the portal's division.
    assert sorted(name.partition(" ")[0] for name in unknown) == ["大连长兴岛区市场监督管理局", "杨凌示范区审计局"]
