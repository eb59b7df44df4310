-- A word is a word however it is spelled: with or without capitals and accents
-- (which may be characters of their own), with two letters for one, in British
-- or American English, or misspelt as servers misspell it.
SELECT diagnose_bounce(t) AS reason, t AS text
FROM (VALUES
  ('550 Empfänger unbekannt'), ('550 EMPFÄNGER UNBEKANNT'), ('550 Empfanger unbekannt'), ('550 Empfaenger unbekannt'),
  (U&'550 Empfa\0308nger unbekannt'),
  ('Boîte aux lettres pleine'), ('BOITE AUX LETTRES PLEINE'), (U&'Boi\0302te aux lettres pleine'),
  ('552 Mesaj boyutu çok büyük'), ('552 MESAJ BOYUTU ÇOK BÜYÜK'), ('552 Mesaj boyutu cok buyuk'),
  ('550 Bu adreste kullanıcı bulunamadı'), ('550 BU ADRESTE KULLANICI BULUNAMADI'),
  ('550 Пользователь не найден'), ('550 ПОЛЬЗОВАТЕЛЬ НЕ НАЙДЕН'), ('Ящик отключён'), ('Ящик отключен'),
  ('550 You are not authorized to relay'), ('550 You are not authorised to relay'),
  ('450 4.7.1 Greylisted'), ('450 4.7.1 Graylisted'),
  ('550 recipient unknown'), ('550 recepient unkown'), ('550 Adressee Unknown')) AS f(t);

-- the site's own rules: accents make no difference, other spellings do
INSERT INTO bounce_overrides (phrase, reason) VALUES ('déplacé à jamais', 'mailbox_moved');
SELECT site_diagnose_bounce(t) AS reason, t AS text
FROM (VALUES ('550 déplacé à jamais'), ('550 DÉPLACÉ À JAMAIS'), ('550 deplace a jamais'), (U&'550 de\0301place\0301 a\0300 jamais'),
  ('550 déplacee à jamais')) AS f(t);
TRUNCATE bounce_overrides;
