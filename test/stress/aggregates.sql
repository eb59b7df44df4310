-- an index, a tally and a lead's status over a part of the corpus
\set id random(1, 4000)
SELECT 1 / ((bounce_tally(category)).bounces = count(*) FILTER (WHERE category <> 'not_a_bounce')
	AND marketo_lead_status(category, '2026-01-01'::timestamptz + id * interval '1 hour', t) IS NOT NULL
	AND bounce_is_chronic(reason, '2026-01-01'::timestamptz + id * interval '1 hour', 5, '1 day') IS NOT NULL)::int
FROM corpus WHERE id BETWEEN :id AND :id + 400;
