"""The browser that page tests drive: found on this machine, or installed where that can be done unasked.

In: the environment (`BIHUAN_BROWSER` names a browser outright).
Out: the program's path; as a command (`python -m tests.browser`) exit code 0, or 3 after saying what to install.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
_PLACES = (
    "/usr/bin/chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
_CHINESE_FONTS = ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "/usr/share/fonts/truetype/wqy")

_ADVICE = """\
页面测试需要浏览器,这台机器上没有找到。请安装后再运行 make test:
  Debian/Ubuntu: sudo apt-get install chromium fonts-noto-cjk
  Windows/macOS: 安装 Google Chrome 或 Microsoft Edge
  装在别处的,用环境变量 BIHUAN_BROWSER 写明程序路径。
The page tests need a browser and none was found.  Install one, then run make test again:
  Debian/Ubuntu: sudo apt-get install chromium fonts-noto-cjk
  Windows/macOS: Google Chrome or Microsoft Edge
  If it lies elsewhere, put its path into BIHUAN_BROWSER.
"""


def find() -> Path | None:
    """The browser to drive, or None where there is none."""
    named = os.environ.get("BIHUAN_BROWSER")
    if named:
        return Path(named) if Path(named).is_file() else None
    on_path = (shutil.which(name) for name in _NAMES)
    found = (Path(place) for place in (*on_path, *_PLACES) if place)
    return next((path for path in found if path.is_file()), None)


def _has_chinese_fonts() -> bool:
    return not sys.platform.startswith("linux") or any(Path(place).exists() for place in _CHINESE_FONTS)


def _may_install() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def _install() -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    commands = (
        ["apt-get", "-q", "update"],
        ["apt-get", "-q", "install", "-y", "--no-install-recommends", "chromium", "fonts-noto-cjk"],
    )
    return all(subprocess.run(command, env=environment).returncode == 0 for command in commands)


def main() -> int:
    """Make sure there is a browser; say which, or what to install."""
    if (find() is None or not _has_chinese_fonts()) and _may_install():
        _install()
    browser = find()
    if browser is None:
        sys.stderr.write(_ADVICE)
        return 3
    if not _has_chinese_fonts():
        sys.stderr.write("没有找到中文字体,截图里汉字会成方框:请安装 fonts-noto-cjk。\n"
                         "No Chinese fonts: pictures will show boxes; install fonts-noto-cjk.\n")
    print(f"browser: {browser}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
