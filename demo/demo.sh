#!/bin/sh
# Shows the main job on real-looking input: two pages of a publisher that Russia calls "undesirable", and a syndicated one.
set -eu
cd "$(dirname "$0")"
rm -rf out && mkdir out && cp -r pages/. out/ && cd out
say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
run() { printf '$ %s\n' "$*"; "$@" || test $? -eq 1; }

say '1. A magazine in Berlin republishes an RFE/RL story. Which notices do its readers need?'
run notices check --config berlin.toml syndicated.html
say '2. What would --fix insert?'
run notices check --config berlin.toml --diff syndicated.html
say '3. Put it in, look again, and once more: the second fix changes nothing.'
run notices check --config berlin.toml --fix --quiet syndicated.html
before=$(cksum < syndicated.html)
run notices check --config berlin.toml --fix syndicated.html
test "$before" = "$(cksum < syndicated.html)" && echo 'The second --fix left the file byte for byte as it was.'
say '4. RFE/RL'"'"'s own page of 2017 already carries the notice, in its own words.'
run notices check --config rferl.toml own-page.txt
say '5. The same law, explained.'
run notices rule RU-UND-READ
echo 'The pages are in demo/out; compare them with demo/pages.'
