-- sample.sql - the sample of Marketo's bulk extract as a table of activities,
-- and as a table of bounces. Pages of documentation and the demo load it; run
-- it in the folder of the source.

CREATE TABLE activities (
	marketo_guid text,
	lead_id text,
	activity_date text,
	activity_type_id text,
	campaign_id text,
	primary_attribute_value_id text,
	primary_attribute_value text,
	attributes jsonb
);

\copy activities FROM 'test/data/marketo_activities.csv' WITH (FORMAT csv, HEADER true)

CREATE TABLE bounces (
	id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	lead_id bigint NOT NULL,
	at timestamptz NOT NULL,
	campaign_id bigint,
	asset_name text,
	email text,
	marketo_category int,
	details text
);

INSERT INTO bounces (lead_id, at, campaign_id, asset_name, email, marketo_category, details)
SELECT (a).lead_id, (a).at, (a).campaign_id, (a).asset_name, (a).email, (a).marketo_category, (a).details
FROM (SELECT marketo_activity(to_jsonb(activities)) AS a FROM activities OFFSET 0) AS t
ORDER BY (a).at, (a).guid;

ANALYZE bounces;
