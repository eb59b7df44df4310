import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Arrays;
import java.util.Objects;
import java.util.Properties;
import org.postgresql.util.ByteConverter;
import org.postgresql.util.PGBinaryObject;
import org.postgresql.util.PGobject;

/** JDBC reads and writes bounce's types: as it comes, with stringtype=unspecified, and in binary. */
public class Jdbc {
	private static Connection connection;
	private static int count = 0;

	private static void check(Object got, Object expected, String name) {
		boolean same = Objects.equals(got, expected);
		System.out.printf("%s %d - %s%n", same ? "ok" : "not ok", ++count, name);
		if (!same) {
			System.out.printf("#      got: %s%n# expected: %s%n", got, expected);
		}
	}

	/** Connects through the Unix socket, with further properties as name, value, name, value. */
	private static Connection connect(String... properties) throws SQLException {
		Properties all = new Properties();
		all.setProperty("user", System.getenv("PGUSER"));
		all.setProperty("socketFactory", "UnixSocketFactory");
		all.setProperty("socketFactoryArg", System.getenv("PGHOST") + "/.s.PGSQL." + System.getenv("PGPORT"));
		all.setProperty("sslmode", "disable");
		all.setProperty("gssEncMode", "disable");
		for (int i = 0; i < properties.length; i += 2) {
			all.setProperty(properties[i], properties[i + 1]);
		}
		return DriverManager.getConnection("jdbc:postgresql://localhost/" + System.getenv("PGDATABASE"), all);
	}

	private static PreparedStatement prepare(String query, Object... parameters) throws SQLException {
		PreparedStatement statement = connection.prepareStatement(query);
		for (int i = 0; i < parameters.length; i++) {
			if (parameters[i] instanceof String) {
				statement.setString(i + 1, (String) parameters[i]);
			} else {
				statement.setObject(i + 1, parameters[i]);
			}
		}
		return statement;
	}

	/** The first row, as getString and getArray give its columns, joined by " | "; or the SQLSTATE of the error. */
	private static String row(String query, Object... parameters) {
		try (PreparedStatement statement = prepare(query, parameters); ResultSet result = statement.executeQuery()) {
			String[] columns = new String[result.getMetaData().getColumnCount()];
			result.next();
			for (int i = 0; i < columns.length; i++) {
				boolean isArray = result.getMetaData().getColumnType(i + 1) == Types.ARRAY;
				columns[i] = isArray ? Arrays.toString((Object[]) result.getArray(i + 1).getArray()) : result.getString(i + 1);
			}
			return String.join(" | ", columns);
		} catch (SQLException error) {
			return error.getSQLState();
		}
	}

	private static String ids(String condition, Object... parameters) {
		return row("SELECT array_agg(id ORDER BY id) FROM bounces WHERE " + condition, parameters);
	}

	private static Object object(String query) throws SQLException {
		try (PreparedStatement statement = prepare(query); ResultSet result = statement.executeQuery()) {
			result.next();
			return result.getObject(1);
		}
	}

	private static Array array(String type, String... elements) throws SQLException {
		return connection.createArrayOf(type, elements);
	}

	private static PGobject code(String value) throws SQLException {
		PGobject code = new PGobject();
		code.setType("bounce_code");
		code.setValue(value);
		return code;
	}

	private static void asItComes() throws SQLException {
		check(row("SELECT code, category FROM bounces WHERE id = 1"), "550 5.1.1 | email_invalid", "getString reads code and enum");
		check(row("SELECT codes, reasons FROM bounces WHERE id = 1"),
			"[550 5.1.1, null, 421] | [user_unknown, mailbox_full]", "getArray reads arrays of them");
		check(object("SELECT code FROM bounces WHERE id = 1"), code("550 5.1.1"), "getObject of a code is a PGobject");
		check(object("SELECT category FROM bounces WHERE id = 1"), "email_invalid", "getObject of an enum is a String");

		check(ids("code = ?", "550 5.1.1"), "42883", "code = setString fails");
		check(ids("code = ?::bounce_code", "550 5.1.1"), "[1]", "with a cast it works");
		check(ids("code = ?", code("550 5.1.1")), "[1]", "and so it does with a PGobject");
		check(ids("code::text = ?", "550 5.1.1"), "[1]", "and with the code as text");
		check(ids("category = ?", "soft"), "42883", "enum = setString fails");
		check(ids("category = ?::bounce_category", "soft"), "[2]", "with a cast it works");
		check(ids("bounce_category_name(category) = ?", "soft"), "[2]", "and with the category's name");
		check(ids("code <@ ?", "5.1"), "[1]", "code <@ setString needs none");
		check(row("SELECT classify_bounce(?), is_hard_bounce(?)", "550 5.1.1 no such user", "452 4.2.2 mailbox full"),
			"email_invalid | f", "functions need none");

		check(ids("code = ANY(?)", array("text", "550 5.1.1", "421")), "42883", "code = ANY(array of text) fails");
		check(ids("code = ANY(?::bounce_code[])", array("text", "550 5.1.1", "421")), "[1, 2]", "with a cast it works");
		check(ids("code = ANY(?)", array("bounce_code", "550 5.1.1", "421")), "[1, 2]", "an array of bounce_code needs none");
		check(ids("category = ANY(?)", array("bounce_category", "soft", "spam_block")), "[2]", "nor does one of the enum");

		check(row("INSERT INTO bounces (id, code) VALUES (50, ?) RETURNING id", "5.7.1"), "42804", "setString into a code column fails");
		check(row("INSERT INTO bounces (id, category) VALUES (50, ?) RETURNING id", "soft"), "42804", "and so it does into an enum's");
		check(row("INSERT INTO bounces VALUES (50, ?::bounce_code, ?, ?::bounce_category, ?) RETURNING code, codes, category, reasons",
				"5.7.1", array("bounce_code", "5.7.1", null, "550 5.7.26"), "spam_block", array("bounce_reason", "policy", "tls")),
			"5.7.1 | [5.7.1, null, 550 5.7.26] | spam_block | [policy, tls]", "with casts and typed arrays they arrive");
		check(row("SELECT ?::bounce_code", "605"), "22P02", "what is no code is invalid text");

		check(row("SELECT (reply_code_info(?)).code", 550), "550", "setInt for an int");
		check(row("SELECT (reply_code_info(?)).code", 550L), "42883", "setLong fails");
		check(row("SELECT (reply_code_info(?)).code", new BigDecimal(550)), "42883", "setBigDecimal fails");
		check(row("SELECT (reply_code_info(?::int)).code", 550L), "550", "with a cast it works");
	}

	/** A String then has no type, and takes that of its place. */
	private static void unspecified() throws SQLException {
		check(ids("code = ?", "550 5.1.1"), "[1]", "unspecified: code = setString");
		check(ids("category = ?", "soft"), "[2]", "unspecified: enum = setString");
		check(row("INSERT INTO bounces (id, code, category) VALUES (51, ?, ?) RETURNING code, category", "4.7.0", "soft"),
			"4.7.0 | soft", "unspecified: setString is inserted");
		check(ids("code = ANY(?)", array("text", "550 5.1.1")), "42883", "unspecified: arrays of text fail still");
		check(row("SELECT classify_bounce(?)", "550 5.1.1 no such user"), "email_invalid", "unspecified: functions take Strings");
	}

	/** A code that travels in binary; see "Binary format" in doc/bounce_code.md. */
	public static class BinaryCode extends PGobject implements PGBinaryObject {
		private static final long serialVersionUID = 1;
		private int bits;

		@Override
		public void setByteValue(byte[] bytes, int offset) {
			bits = ByteConverter.int4(bytes, offset);
		}

		@Override
		public int lengthInBytes() {
			return 4;
		}

		@Override
		public void toBytes(byte[] bytes, int offset) {
			ByteConverter.int4(bytes, offset, bits);
		}

		@Override
		public String getValue() {
			return String.format("%08x", bits);
		}
	}

	/** This server's number of the type. */
	private static String oid() throws SQLException {
		return row("SELECT 'bounce_code'::regtype::oid");
	}

	private static void binary() throws SQLException {
		BinaryCode code;

		connection.unwrap(org.postgresql.PGConnection.class).addDataType("bounce_code", BinaryCode.class);
		code = (BinaryCode) object("SELECT code FROM bounces WHERE id = 1");
		check(code.getValue(), "6010035f", "binary: the bits of a code are read");
		check(ids("code = ?", code), "[1]", "binary: and written");
		check(((BinaryCode) object("SELECT code FROM bounces WHERE id = 2")).getValue(), "400000de", "binary: another code");
		code = new BinaryCode();
		code.setType("bounce_code");
		check(row("SELECT ?", code), "22P03", "binary: bytes that are no code are refused");
	}

	public static void main(String[] arguments) throws SQLException {
		System.out.println("1..34");
		connection = connect();
		asItComes();
		connection = connect("stringtype", "unspecified");
		unspecified();
		connection = connect("binaryTransferEnable", oid(), "prepareThreshold", "-1");
		binary();
	}
}
