#!/bin/sh
# Builds the wheel, installs it into a fresh environment, and uses it in an empty folder, far from the source tree.
set -eu
python=$1
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
"$python" -m build --wheel --outdir "$here/dist" . >"$here/build.log" 2>&1 || { cat "$here/build.log"; exit 1; }
"$python" -m venv "$here/venv"
"$here/venv/bin/python" -m pip install --quiet "$here"/dist/*.whl
mkdir "$here/house" && cd "$here/house"
cat > notices.toml <<'TOML'
[publisher]
name = "RFE/RL"
entity = "rferl"
audiences = ["RU"]
TOML
printf '<p>The ferry crossed the lake twice on Monday, and nobody was on it.</p>\n' > page.html
bin="$here/venv/bin/notices"
"$bin" check --fix page.html
grep -q 'data-notice="RU-UND-READ"' page.html
"$bin" check page.html | grep -q 'present   RU-UND-READ'
"$bin" rule FR-GAMBLING | grep -q joueurs-info-service.fr
"$bin" register find rferl | grep -q RU-UND-142
"$bin" evaluate | grep -q gambling
if "$here/venv/bin/python" -c 'import sklearn' 2>/dev/null; then echo 'scikit-learn came along uninvited'; exit 1; fi
if "$bin" train 2>"$here/err"; then echo 'training must ask for its extra'; exit 1; fi
grep -q "pip install 'notice-classifier\[train\]'" "$here/err"
echo 'the wheel works away from the source tree'
