-- What marketo_lead_status means, in plain SQL: of each lead of the table
-- activities (lead, category, at, cause, certain), the view "expected".
CREATE VIEW expected AS
WITH bounces AS (
  SELECT * FROM activities WHERE at IS NOT NULL AND category <> 'not_a_bounce'
), first_uncertain AS (
  SELECT lead, min(at) AS first_at FROM bounces WHERE category = 'email_invalid' AND certain IS NOT TRUE GROUP BY lead
), invalid AS (
  SELECT DISTINCT ON (lead) lead, at, cause
  FROM bounces LEFT JOIN first_uncertain USING (lead)
  WHERE category = 'email_invalid' AND (certain OR at >= first_at + interval '72 hours')
  ORDER BY lead, at, cause COLLATE "C"
), suspended AS (
  SELECT DISTINCT ON (lead) lead, at, cause FROM bounces WHERE category = 'spam_block'
  ORDER BY lead, at DESC, cause COLLATE "C" DESC
), counted AS (
  SELECT lead, count(*) FILTER (WHERE category IN ('spam_block', 'email_invalid')) AS hard, count(*) FILTER (WHERE category IN ('soft', 'technical', 'unknown')) AS soft, max(at) AS last
  FROM bounces GROUP BY lead
)
SELECT lead, ROW(i.at IS NOT NULL, i.at, i.cause, s.at, s.at + interval '24 hours', s.cause, coalesce(c.hard, 0), coalesce(c.soft, 0), c.last)::marketo_email_status AS status
FROM (SELECT DISTINCT lead FROM activities) AS l LEFT JOIN invalid i USING (lead) LEFT JOIN suspended s USING (lead) LEFT JOIN counted c USING (lead);
