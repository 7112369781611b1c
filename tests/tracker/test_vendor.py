import re
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from tracker import vendor

TEMPLATES = Path(settings.BASE_DIR) / "templates"
STATIC = Path(settings.BASE_DIR) / "tracker" / "static"


def test_vendored_files_are_those_that_were_reviewed(capsys):
    call_command("vendor_assets", check=True)

    assert "what they should be" in capsys.readouterr().out


def test_vendored_file_names_carry_their_version():
    names = {path.name for path in (STATIC / "vendor").iterdir() if path.name != "HASHES.txt"}

    assert names == {Path(vendor.ICONS_FILE).name, Path(vendor.HTMX_FILE).name}
    assert all(re.search(r"\d+\.\d+\.\d+", name) for name in names)


def test_icons_that_templates_name_exist():
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / vendor.ICONS_FILE).read_text()))
    drawn |= set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "shapes.svg").read_text()))

    named = set()
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text()
        named |= set(re.findall(r'{% icon "([\w-]+)"', text))
        named |= set(re.findall(r'<c-[^>]*?\sicon="([\w-]+)"', text))

    assert named - drawn == set()


def test_styles_and_templates_ask_nothing_of_other_hosts():
    sources = [*STATIC.rglob("*.css"), *STATIC.glob("js/*.js"), *TEMPLATES.rglob("*.html")]

    foreign = [
        path.name
        for path in sources
        if re.search(
            r"""(?:src|url\(|import|<link[^>]*href=)["'\s(]*(?:https?:)?//""", path.read_text()
        )
    ]

    assert foreign == []


def test_templates_hold_no_inline_style_or_script():
    wrong = [
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.html")
        if re.search(
            r"<style|<script(?![^>]*\bsrc=)|\sstyle=\"|\son(?:click|load|change|input|submit|key\w+)=\"",
            path.read_text(),
        )
        and "mail" not in path.parts
    ]

    assert wrong == []


def test_component_tags_hold_conditions_only_inside_values():
    """Elsewhere in a component's tag a condition comes out as text, and what follows it is lost."""
    tag = re.compile(r"<c-[\w.-]+((?:\"[^\"]*\"|'[^']*'|[^'\">])*)>")
    wrong = [
        f"{path.relative_to(TEMPLATES)}: {found[0][:80]}"
        for path in TEMPLATES.rglob("*.html")
        for found in tag.finditer(path.read_text())
        if "{%" in re.sub(r"\"[^\"]*\"|'[^']*'", "", found[1])
    ]

    assert wrong == []
