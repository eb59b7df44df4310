-- what the trigger writes is what the functions say; another client may have deleted the rows
\set id random(1, 4400)
INSERT INTO by_trigger (id, t) SELECT id, t FROM corpus WHERE id BETWEEN :id AND :id + 5;
SELECT 1 / coalesce(bool_and(b.reason = c.reason AND b.fingerprint = c.fingerprint), true)::int
FROM by_trigger b JOIN corpus c USING (id) WHERE c.id BETWEEN :id AND :id + 5;
DELETE FROM by_trigger WHERE id BETWEEN :id AND :id + 5;
