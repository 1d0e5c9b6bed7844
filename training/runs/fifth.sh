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
# Both stages: learning rates fall to zero over the epochs that are asked for.
# Without the articles (article-*), which were not written yet; stopped after the second of three epochs.
python train.py all --start "$fourth/second/last.pt" "${common[@]}" --own-repeat 1 --rate 1.2e-4 --epochs 3 --out "$out/first"
# With the articles, and with the first stage as teacher of what is not annotated. Begun with --epochs 2, and gone on with as one
# epoch from step 540 of 906 on, for want of time.
python train.py all --start "$out/first/last.pt" --teacher "$out/first/last.pt" "${common[@]}" --own-repeat 2 --rate 1.0e-4 --epochs 1 \
  --out "$out/second"
# The mean of both generations' weights, 0.3 and 0.7.
python mean_of.py "$fourth/second/last.pt" 0.3 "$out/second/last.pt" 0.7 --out "$out/mean.pt"
# The relation head anew on the encoder as it now is.
python relation.py "$out/mean.pt" --tokenizer "$tokenizer" --own corpora/dispatches --plv "$corpora/plv_train.jsonl" --out "$out/end.pt"
python export_onnx.py "$out/end.pt" --tokenizer "$tokenizer" --out "$out/model"
cp runs/fourth/settings.json "$out/settings.json"
python make_manifest.py "$out/model" --version 5 --settings "$out/settings.json"
held=(--own corpora/dispatches --standoff "${off[@]}" --texts "${texts[@]}" --polnear "$corpora/polnear_dev.jsonl")
python choose_thresholds.py "$out/model" --keep "${held[@]}" --temperature 0.5 --out "$out/settings.json"
python make_manifest.py "$out/model" --version 5 --settings "$out/settings.json"
python calibrate.py "$out/model" "${held[@]}" --settings "$out/settings.json"
python make_manifest.py "$out/model" --version 5 --settings "$out/settings.json"
