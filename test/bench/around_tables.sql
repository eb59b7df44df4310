-- around_tables.sql - tables for COPY: plain, with a stored column, with a
-- trigger that does nothing, and with ours; and a function that gives a row of NULLs.
--
-- Variable: module (around.c, built).
CREATE FUNCTION do_nothing() RETURNS trigger AS :'module' LANGUAGE C;
CREATE FUNCTION row_of_nulls(text) RETURNS bounce_analysis AS :'module' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;

CREATE TABLE plain (t text, category bounce_category);
CREATE TABLE stored (t text, category bounce_category GENERATED ALWAYS AS (classify_bounce(t)) STORED);
CREATE TABLE untouched (LIKE plain);
CREATE TRIGGER classify BEFORE INSERT ON untouched FOR EACH ROW EXECUTE FUNCTION do_nothing();
CREATE TABLE filled (LIKE plain);
CREATE TRIGGER classify BEFORE INSERT ON filled FOR EACH ROW EXECUTE FUNCTION bounce_classify_trigger('t', 'category=category');
