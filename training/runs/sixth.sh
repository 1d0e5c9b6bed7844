#!/usr/bin/env bash
# From the fifth generation's checkpoints to the model files of the sixth.
#   sixth.sh CORPORA FIFTH OUT
# CORPORA as for third.sh; FIFTH is the folder that fifth.sh wrote (its end.pt is the start, its second/last.pt is averaged in).
set -euo pipefail
corpora=$1 fifth=$2 out=$3
here=$(cd "$(dirname "$0")/.." && pwd)
cd "$here"
export PYTHONPATH="$here/../src:$here"
tokenizer=../src/communique/reader/model/tokenizer.json
texts=("$corpora"/{wh_briefings,plv_train,re3d,polnear_train}.jsonl)
off=(corpora/standoff.jsonl corpora/standoff-plv.jsonl corpora/standoff-re3d.jsonl corpora/standoff-polnear.jsonl)
# Rounded as the model will be computed, with the fifth generation as teacher of what is not annotated.
python train.py all --int8 --start "$fifth/end.pt" --teacher "$fifth/end.pt" --tokenizer "$tokenizer" --own corpora/dispatches \
  --standoff "${off[@]}" --standoff-texts "${texts[@]}" --dropout 0.15 --tokens 2048 --rate 1.2e-4 --head-rate 6e-4 \
  --ontogum "$corpora/ontogum.jsonl" --polnear "$corpora/polnear_train.jsonl" --plv "$corpora/plv_train.jsonl" \
  --disguise 0.5 --hidden 0.06 --polnear-share 1.0 --own-repeat 1 --epochs 2 --out "$out/first"
# The mean of both generations' weights, 0.6 and 0.4.
python mean_of.py "$out/first/last.pt" 0.6 "$fifth/second/last.pt" 0.4 --out "$out/mean.pt"
# The relation head anew on the encoder as it now is.
python relation.py "$out/mean.pt" --tokenizer "$tokenizer" --own corpora/dispatches --plv "$corpora/plv_train.jsonl" --out "$out/end.pt"
python export_onnx.py "$out/end.pt" --tokenizer "$tokenizer" --out "$out/model"
cp runs/fifth/settings.json "$out/settings.json"
python make_manifest.py "$out/model" --version 6 --settings "$out/settings.json"
held=(--own corpora/dispatches --standoff "${off[@]}" --texts "${texts[@]}" --polnear "$corpora/polnear_dev.jsonl")
# The choice was begun with 0 for contents and -0.3 for cues, from a coarse search on PolNeAR's development part.
python choose_thresholds.py "$out/model" --keep "${held[@]}" --temperature 0.5 --out "$out/settings.json"
python make_manifest.py "$out/model" --version 6 --settings "$out/settings.json"
python calibrate.py "$out/model" "${held[@]}" --settings "$out/settings.json"
python make_manifest.py "$out/model" --version 6 --settings "$out/settings.json"
