import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Properties;

/**
 * Logs in with pgjdbc and reads who it is and how many spaces there are.
 *
 * <p>Standard input has one login a line: the URL, the user and the password, with
 * tabs between them. For each, a line tells the end of it: "ok USER COUNT", or
 * "refused SQLSTATE MESSAGE" when the login failed. Anything else that goes wrong
 * ends the program. With the argument --properties it prints the names of the
 * driver's properties instead.
 */
public class PgjdbcLogin {
    public static void main(String[] args) throws IOException, SQLException {
        if (args.length > 0 && args[0].equals("--properties")) {
            Driver driver = DriverManager.getDriver("jdbc:postgresql://localhost/");
            for (DriverPropertyInfo p : driver.getPropertyInfo("jdbc:postgresql://localhost/", new Properties())) {
                System.out.println(p.name);
            }
            return;
        }
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] fields = line.split("\t");
            System.out.println(login(fields[0], fields[1], fields[2]));
        }
    }

    private static String login(String url, String user, String password) throws SQLException {
        Connection connection;
        try {
            connection = DriverManager.getConnection(url, user, password);
        } catch (SQLException e) {
            return "refused " + e.getSQLState() + " " + e.getMessage().replaceAll("\\s+", " ");
        }
        try (connection;
            PreparedStatement s = connection.prepareStatement("select current_user, count(*) from spaces where id > ?")) {
            s.setLong(1, 0);
            try (ResultSet r = s.executeQuery()) {
                r.next();
                return "ok " + r.getString(1) + " " + r.getLong(2);
            }
        }
    }
}
