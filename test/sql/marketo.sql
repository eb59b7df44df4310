--
-- Marketo's numbers, actions, moments and activities.
--
SET timezone = 'UTC';
SET datestyle = 'ISO, YMD';

-- numbers and actions, as the table has them
SELECT c AS category, marketo_category(c), marketo_action(c) FROM unnest(enum_range(NULL::bounce_category)) AS c;
SELECT count(*) AS differ
FROM bounce_categories b JOIN unnest(enum_range(NULL::bounce_category)) AS c ON b.label = bounce_category_name(c)
WHERE (b.marketo_category, b.marketo_action, b.interesting_moment)
   IS DISTINCT FROM (marketo_category(c), marketo_action(c), interesting_moment(c, NULL));
SELECT marketo_category(NULL) IS NULL AS number, marketo_action(NULL) IS NULL AS action, interesting_moment(NULL, 'x') IS NULL AS moment;

-- and back: what is no number of Marketo's is unknown, what is missing is NULL, nothing is an error
SELECT n, bounce_category_from_marketo(n) FROM unnest(ARRAY[1, 2, 3, 4, 9, 0, 5, -1, 2147483647, NULL]) AS n;
SELECT '"' || t || '"' AS written, bounce_category_from_marketo(t)
FROM unnest(ARRAY['1', '2', '3', '4', '9', ' 2 ', E'2\r\n', '2.0', '2.5', '-2', '5', 'hard', '99999999999999999999', '', '  ', 'null', 'NULL', NULL]) AS t;
SELECT count(*) AS lost FROM unnest(enum_range(NULL::bounce_category)) AS c
WHERE c <> 'not_a_bounce' AND (bounce_category_from_marketo(marketo_category(c)) <> c OR bounce_category_from_marketo(marketo_category(c)::text) <> c);

-- interesting moments; a subject is text and no pattern
SELECT c AS category, interesting_moment(c, '50 % off') FROM unnest(enum_range(NULL::bounce_category)) AS c;
SELECT interesting_moment('soft', NULL) AS no_subject, interesting_moment('soft', '') AS empty, interesting_moment('soft', 'a \1 {{email subject}} & b') AS odd;

--
-- Activities: the three shapes in which Marketo hands them out
--
CREATE TABLE activities (shape text, activity jsonb);
INSERT INTO activities VALUES
('rest', '{"id": 558, "marketoGUID": "558", "leadId": 168418, "activityDate": "2026-08-01T04:43:48Z", "activityTypeId": 8, "campaignId": 1012,
  "primaryAttributeValueId": 2302, "primaryAttributeValue": "Welcome 2", "attributes": [
    {"name": "Category", "value": "2"}, {"name": "Details", "value": "550 5.1.1 No such user"},
    {"name": "Email", "value": "jane@example.com"}, {"name": "Subcategory", "value": "1004"}]}'),
('bulk', '{"marketoGUID": "558", "leadId": "168418", "activityDate": "2026-08-01T04:43:48Z", "activityTypeId": "8", "campaignId": "1012",
  "primaryAttributeValueId": "2302", "primaryAttributeValue": "Welcome 2", "attributes":
    {"Category": "2", "Details": "550 5.1.1 No such user", "Email": "jane@example.com", "Subcategory": "1004", "Test Variant": "null"}}'),
('stream', '{"specversion": "1.0", "type": "com.adobe.platform.marketo.activity.standard.emailbounced", "id": "a1764870", "data":
  {"munchkinId": "123-ABC-456", "leadId": "168418", "activityDate": "2026-08-01T04:43:48Z", "activityTypeId": "8", "marketoGUID": "558", "campaignId": "1012",
   "primaryAttributeValueId": "2302", "primaryAttributeValue": "Welcome 2", "attributes": [
    {"name": "Category", "dataType": "integer", "value": 2}, {"name": "Details", "dataType": "text", "value": "550 5.1.1 No such user"},
    {"name": "Email", "dataType": "string", "value": "jane@example.com"}, {"name": "Subcategory", "dataType": "integer", "value": "1004"}]}}');
\x
SELECT (marketo_activity(activity)).* FROM activities WHERE shape = 'rest';
\x
-- the three say the same, with the data of an event unwrapped or not
SELECT shape, marketo_activity(activity) = (SELECT marketo_activity(activity) FROM activities WHERE shape = 'rest') AS same FROM activities;
SELECT marketo_activity(activity -> 'data') = marketo_activity(activity) AS same FROM activities WHERE shape = 'stream';
-- a row of a table with such columns serves as well, as do names in another case
SELECT marketo_activity(to_jsonb(r)) = (SELECT marketo_activity(activity) FROM activities WHERE shape = 'bulk') AS same
FROM (SELECT '558' AS marketo_guid, 168418 AS lead_id, timestamptz '2026-08-01 04:43:48+00' AS activity_date, 8 AS activity_type_id, 1012 AS campaign_id,
        2302 AS primary_attribute_value_id, 'Welcome 2' AS primaryattributevalue,
        '{"CATEGORY": 2, "details": "550 5.1.1 No such user", "e mail": "jane@example.com", "sub_category": 1004}'::jsonb AS attributes) AS r;

-- missing and odd values: NULL, and never an error
SELECT left(d, 30) AS date, (marketo_activity(jsonb_build_object('activityDate', d))).at
FROM unnest(ARRAY['2026-08-01T04:43:48Z', '2026-08-01T06:43:48+0200', '2026-08-01T04:43:48.125Z', '2026-08-01 04:43:48', '2026-08-01', '2026-02-30T00:00:00Z',
  '2026-13-01', 'soon', 'infinity', '', 'null', '04:43', '999999-01-01', repeat('1', 300), NULL]) AS d;
SELECT n AS number, (a).lead_id, (a).type_id, (a).marketo_category, (a).same_category
FROM (SELECT n, marketo_activity(jsonb_build_object('leadId', n, 'activityTypeId', n, 'attributes', jsonb_build_object('Category', n, 'Details', '452 4.2.2 full'))) AS a
      FROM unnest(ARRAY['3', '"3"', '3.0', '3e0', '3.5', '"three"', '5', '9', '0', '3000000000', '1e30', '"null"', '""', 'null', 'true', '[3]', '{"a": 3}']::jsonb[]) AS n OFFSET 0) AS t;
SELECT (marketo_activity('{"attributes": [{"name": "Subcategory", "value": "something new"}]}')).subcategory AS kept,
       (marketo_activity('{"attributes": {"Subcategory": 9999}}')).subcategory AS number;
SELECT j AS activity, marketo_activity(j) FROM unnest(ARRAY['{}', '[]', '1', '"x"', 'null', '[{"leadId": 1}]', '{"attributes": "x"}', '{"attributes": [1, "Category", [], {}, {"name": 1}, {"name": "Category"}]}',
  '{"attributes": {"Category": {}}}', '{"data": 1, "leadId": 7}', '{"data": [], "leadId": 7}']::jsonb[]) AS j;
SELECT marketo_activity(NULL) IS NULL AS null_is_null;

-- same_category and same_type: Marketo's type is that of the activity, else of the category
SELECT m AS marketo, t AS type_id, (a).category, (a).same_category, (a).same_type
FROM (SELECT m, t, marketo_activity(jsonb_build_object('activityTypeId', t, 'attributes', jsonb_build_object('Category', m, 'Details', d))) AS a
      FROM (VALUES ('2', 8, '550 5.1.1 No such user'), ('1', 8, '550 5.1.1 No such user'), ('3', 27, '550 5.1.1 No such user'), ('3', NULL, '550 5.1.1 No such user'),
        ('1', NULL, '550 5.1.1 No such user'), (NULL, 8, '550 5.1.1 No such user'), (NULL, NULL, '550 5.1.1 No such user'), ('4', 27, '452 4.2.2 Mailbox full'),
        ('7', 27, '554 transaction failed'), ('3', 27, '250 2.0.0 OK'), ('3', 27, NULL)) AS v(m, t, d) OFFSET 0) AS f;

-- where it makes a difference: what Marketo did, and what the text asks for
INSERT INTO activities
SELECT 'made', jsonb_build_object('leadId', i, 'activityTypeId', CASE WHEN m IN ('1', '2') THEN 8 ELSE 27 END, 'attributes', jsonb_build_object('Category', m, 'Details', d))
FROM (VALUES (1, '2', '550 5.1.1 rejected, 192.0.2.1 blocked using zen.spamhaus.org'), (2, '3', '554 5.7.1 blocked using bl.example.net'),
  (3, '4', '452 4.2.2 Mailbox full'), (4, '3', '550 5.1.1 No such user'), (5, '3', '452 4.2.2 Mailbox full'), (6, '2', '550 5.1.1 No such user')) AS v(i, m, d);
SELECT (a).lead_id, (a).marketo_category AS marketo, (a).category,
       coalesce(marketo_action(bounce_category_from_marketo((a).marketo_category)), 'nothing') AS marketo_did,
       coalesce(marketo_action((a).category), 'nothing') AS to_do
FROM (SELECT marketo_activity(activity) AS a FROM activities WHERE shape = 'made' OFFSET 0) AS t
WHERE marketo_action(bounce_category_from_marketo((a).marketo_category)) IS DISTINCT FROM marketo_action((a).category)
ORDER BY 1;
-- 3 against 4 is another category, and changes nothing
SELECT (a).lead_id, (a).same_category, (a).same_type FROM (SELECT marketo_activity(activity) AS a FROM activities WHERE shape = 'made' OFFSET 0) AS t WHERE NOT (a).same_category ORDER BY 1;
DROP TABLE activities;
