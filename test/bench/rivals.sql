-- rivals.sql - the functions of rivals.c; :module is the built library.
CREATE FUNCTION cpu_seconds() RETURNS double precision
	AS :'module' LANGUAGE C VOLATILE PARALLEL RESTRICTED;
CREATE FUNCTION touch(text) RETURNS integer
	AS :'module' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION touch_bytewise(text) RETURNS integer
	AS :'module' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION bytes_automaton_load(phrases text[]) RETURNS text
	AS :'module' LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE;
-- These depend on what the backend has loaded.
CREATE FUNCTION bytes_automaton(text) RETURNS integer
	AS :'module' LANGUAGE C IMMUTABLE STRICT PARALLEL UNSAFE;
CREATE FUNCTION bytes_automaton_streams(text) RETURNS integer
	AS :'module' LANGUAGE C IMMUTABLE STRICT PARALLEL UNSAFE;
