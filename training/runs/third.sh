#!/usr/bin/env bash
# From the corpora and the shipped weights of the second generation to the model files of the third.
#   third.sh CORPORA OUT
# CORPORA holds polnear_train.jsonl, polnear_dev.jsonl, plv_train.jsonl, ontogum.jsonl, re3d.jsonl and wh_briefings.jsonl.
# The second generation's files are those of the commit "Second generation of the reader".
set -euo pipefail
corpora=$1 out=$2
here=$(cd "$(dirname "$0")/.." && pwd)
cd "$here"
export PYTHONPATH="$here/../src:$here"
tokenizer=../src/communique/reader/model/tokenizer.json
texts=("$corpora"/{wh_briefings,plv_train,re3d,polnear_train}.jsonl)
off=(corpora/standoff.jsonl corpora/standoff-plv.jsonl corpora/standoff-re3d.jsonl corpora/standoff-polnear.jsonl)
common=(--tokenizer "$tokenizer" --own corpora/dispatches --standoff-texts "${texts[@]}" --own-repeat 2 --dropout 0.15 --tokens 2048
  --rate 1.2e-4 --head-rate 8e-4 --ontogum "$corpora/ontogum.jsonl" --polnear "$corpora/polnear_train.jsonl")
python thaw.py ../src/communique/reader/model "$out/thawed.pt"
# Was stopped in its third epoch of four, when the further texts were there.
python train.py all --start "$out/thawed.pt" "${common[@]}" --standoff "${off[@]:0:2}" --disguise 0.6 --hidden 0.08 \
  --polnear-share 0.12 --epochs 4 --out "$out/first"
python train.py all --start "$out/first/last.pt" "${common[@]}" --standoff "${off[@]}" --disguise 0.5 --hidden 0.06 \
  --plv "$corpora/plv_train.jsonl" --polnear-share 0.1 --epochs 4 --out "$out/second"
python export_onnx.py "$out/second/last.pt" --tokenizer "$tokenizer" --out "$out/model"
python make_manifest.py "$out/model" --version 3
python choose_thresholds.py "$out/model" --own corpora/dispatches --polnear "$corpora/polnear_dev.jsonl" --temperature 0.75 \
  --standoff "${off[@]}" --texts "${texts[@]}" --out "$out/settings.json"
python make_manifest.py "$out/model" --version 3 --settings "$out/settings.json"
