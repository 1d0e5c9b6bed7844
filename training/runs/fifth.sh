#!/usr/bin/env bash
# From the fourth generation's second checkpoint to the model files of the fifth.
#   fifth.sh CORPORA FOURTH OUT
# CORPORA as for third.sh; FOURTH is the folder that fourth.sh wrote (its second/last.pt is the start).
set -euo pipefail
corpora=$1 fourth=$2 out=$3
here=$(cd "$(dirname "$0")/.." && pwd)
cd "$here"
export PYTHONPATH="$here/../src:$here"
tokenizer=../src/communique/reader/model/tokenizer.json
texts=("$corpora"/{wh_briefings,plv_train,re3d,polnear_train}.jsonl)
off=(corpora/standoff.jsonl corpora/standoff-plv.jsonl corpora/standoff-re3d.jsonl corpora/standoff-polnear.jsonl)
common=(--tokenizer "$tokenizer" --own corpora/dispatches --standoff "${off[@]}" --standoff-texts "${texts[@]}" --dropout 0.15 --tokens 2048
  --head-rate 6e-4 --ontogum "$corpora/ontogum.jsonl" --polnear "$corpora/polnear_train.jsonl" --plv "$corpora/plv_train.jsonl"
  --disguise 0.5 --hidden 0.06 --polnear-share 1.0)
# Without the articles (article-*), which were not written yet; stopped after the second of three epochs.
python train.py all --start "$fourth/second/last.pt" "${common[@]}" --own-repeat 1 --rate 1.2e-4 --epochs 3 --out "$out/first"
# With the articles, and with the first stage as teacher of what is not annotated.
python train.py all --start "$out/first/last.pt" --teacher "$out/first/last.pt" "${common[@]}" --own-repeat 2 --rate 1.0e-4 --epochs 2 \
  --out "$out/second"
python export_onnx.py "$out/second/last.pt" --tokenizer "$tokenizer" --out "$out/model"
cp runs/fourth/settings.json "$out/settings.json"
python make_manifest.py "$out/model" --version 5 --settings "$out/settings.json"
held=(--own corpora/dispatches --standoff "${off[@]}" --texts "${texts[@]}" --polnear "$corpora/polnear_dev.jsonl")
python choose_thresholds.py "$out/model" --keep "${held[@]}" --temperature 0.85 --out "$out/settings.json"
python make_manifest.py "$out/model" --version 5 --settings "$out/settings.json"
python calibrate.py "$out/model" "${held[@]}" --settings "$out/settings.json"
python make_manifest.py "$out/model" --version 5 --settings "$out/settings.json"
