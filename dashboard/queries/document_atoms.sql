-- grain: one row per atom of a claim row of an audited document
select
    document_id,
    position,
    atom,
    atom_text,
    status,
    claim_ids,
    reason,
    figures
from atoms
order by document_id, position, atom
