#!/usr/bin/env bash
# From the third generation's second checkpoint to the model files of the fourth.
#   fourth.sh CORPORA THIRD OUT
# CORPORA as for third.sh; THIRD is the folder that third.sh wrote (its second/last.pt is the start).
set -euo pipefail
corpora=$1 third=$2 out=$3
here=$(cd "$(dirname "$0")/.." && pwd)
cd "$here"
export PYTHONPATH="$here/../src:$here"
tokenizer=../src/communique/reader/model/tokenizer.json
texts=("$corpora"/{wh_briefings,plv_train,re3d,polnear_train}.jsonl)
off=(corpora/standoff.jsonl corpora/standoff-plv.jsonl corpora/standoff-re3d.jsonl corpora/standoff-polnear.jsonl)
common=(--tokenizer "$tokenizer" --own corpora/dispatches --standoff "${off[@]}" --standoff-texts "${texts[@]}" --dropout 0.15 --tokens 2048
  --head-rate 6e-4 --ontogum "$corpora/ontogum.jsonl" --polnear "$corpora/polnear_train.jsonl" --plv "$corpora/plv_train.jsonl"
  --disguise 0.5 --hidden 0.06 --epochs 3)
# All of PolNeAR; the dispatches event-* were not written yet (leave them out to repeat it).
python train.py all --start "$third/second/last.pt" "${common[@]}" --own-repeat 1 --rate 1.2e-4 --polnear-share 1.0 --out "$out/first"
# With event-01 to event-57.
python train.py all --start "$out/first/last.pt" "${common[@]}" --own-repeat 2 --rate 1.0e-4 --polnear-share 0.3 --out "$out/second"
python export_onnx.py "$out/second/last.pt" --tokenizer "$tokenizer" --out "$out/model"
cp runs/third/settings.json "$out/settings.json"
python make_manifest.py "$out/model" --version 4 --settings "$out/settings.json"
held=(--own corpora/dispatches --standoff "${off[@]}" --texts "${texts[@]}" --polnear "$corpora/polnear_dev.jsonl")
python choose_thresholds.py "$out/model" --keep "${held[@]}" --temperature 0.85 --out "$out/settings.json"
python make_manifest.py "$out/model" --version 4 --settings "$out/settings.json"
python calibrate.py "$out/model" "${held[@]}" --settings "$out/settings.json"
python make_manifest.py "$out/model" --version 4 --settings "$out/settings.json"
