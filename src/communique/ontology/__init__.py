"""PLOVER and CAMEO as data: types, modes, contexts, sectors, scores and the crosswalk; ``load`` reads and checks
them."""
