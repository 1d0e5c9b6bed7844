#!/usr/bin/env bash
# From the sixth generation's shipped files to those of the seventh.
#   seventh.sh CORPORA SIXTH OUT
# CORPORA as for third.sh; SIXTH is the sixth generation's model folder.
set -euo pipefail
corpora=$1 sixth=$2 out=$3
here=$(cd "$(dirname "$0")/.." && pwd)
cd "$here"
export PYTHONPATH="$here/../src:$here"
tokenizer=$sixth/tokenizer.json
texts=("$corpora"/{wh_briefings,plv_train,re3d,polnear_train}.jsonl)
off=(corpora/standoff.jsonl corpora/standoff-plv.jsonl corpora/standoff-re3d.jsonl corpora/standoff-polnear.jsonl)
python thaw.py "$sixth" "$out/start.pt"
# The articles that no generation was trained on are seen twice in an epoch; the engagement tags weigh 1.0 (losses.py).
common=(--int8 --teacher "$out/start.pt" --tokenizer "$tokenizer" --own corpora/dispatches --standoff "${off[@]}"
  --standoff-texts "${texts[@]}" --dropout 0.15 --tokens 2048 --rate 1e-4 --head-rate 5e-4 --ontogum "$corpora/ontogum.jsonl"
  --polnear "$corpora/polnear_train.jsonl" --plv "$corpora/plv_train.jsonl" --disguise 0.4 --hidden 0.06 --own-repeat 1
  --more fa- fb- fc- fd- fe- ec-)
python train.py all "${common[@]}" --start "$out/start.pt" --polnear-share 0.6 --epochs 1 --out "$out/first"
python train.py all "${common[@]}" --start "$out/first/last.pt" --polnear-share 1.0 --epochs 2 --out "$out/second"
python mean_of.py "$out/second/last.pt" 0.35 "$out/first/last.pt" 0.3 "$out/start.pt" 0.35 --out "$out/mean.pt"
# The relation head anew on what the exported encoder makes of the texts, the mean of four heads.
python export_onnx.py "$out/mean.pt" --tokenizer "$tokenizer" --out "$out/unfinished"
python relation.py "$out/mean.pt" --tokenizer "$tokenizer" --own corpora/dispatches --plv "$corpora/plv_train.jsonl" \
  --encoder "$out/unfinished/encoder.onnx" --seeds 4 --out "$out/end.pt"
python export_onnx.py "$out/end.pt" --tokenizer "$tokenizer" --out "$out/model"
cp runs/sixth/settings.json "$out/settings.json"
python make_manifest.py "$out/model" --version 7 --settings "$out/settings.json"
held=(--own corpora/dispatches --standoff "${off[@]}" --texts "${texts[@]}" --polnear "$corpora/polnear_dev.jsonl")
python choose_thresholds.py "$out/model" --keep "${held[@]}" --temperature 0.5 --out "$out/settings.json"
python make_manifest.py "$out/model" --version 7 --settings "$out/settings.json"
python calibrate.py "$out/model" "${held[@]}" --settings "$out/settings.json"
python make_manifest.py "$out/model" --version 7 --settings "$out/settings.json"
