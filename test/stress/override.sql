-- each client has a rule of its own, which comes and goes
INSERT INTO bounce_overrides (phrase, reason) VALUES ('kwijibo' || :client_id, 'virus');
SELECT 1 / (site_diagnose_bounce('550 kwijibo' || :client_id || ' here') = 'virus')::int;
UPDATE bounce_overrides SET note = 'changed' WHERE phrase = 'kwijibo' || :client_id;
DELETE FROM bounce_overrides WHERE phrase = 'kwijibo' || :client_id;
SELECT 1 / (site_diagnose_bounce('550 kwijibo' || :client_id || ' here') <> 'virus')::int;
