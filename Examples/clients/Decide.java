// Asks mpe for decisions by HTTP. Usage: java Decide.java http://127.0.0.1:9000

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

public class Decide {
  static final Duration TIMEOUT = Duration.ofSeconds(1);

  /** Keeps connections to mpe; may be used by many threads. */
  static final class DecisionPoint {
    private final URI uri;
    private final HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER) // a decision is not somewhere else
            .build();

    DecisionPoint(String url) {
      uri = URI.create(url.replaceAll("/+$", "") + "/decision");
      boolean known = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (!known || uri.getHost() == null || uri.getPort() > 65535) {
        throw new IllegalArgumentException("not of the form http://HOST:PORT");
      }
    }

    /** False for whatever is not a clear yes. */
    boolean allows(String porc) {
      HttpRequest request =
          HttpRequest.newBuilder(uri)
              .header("content-type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(porc))
              .build();
      var answer = client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
      try {
        // The request's own time-out would end with the headers; this one is for the whole answer.
        var response = answer.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        if (response.statusCode() != 200) {
          throw new IllegalStateException("status " + response.statusCode());
        }
        // What mpe writes, to the letter: so this needs no JSON library, and nothing else is taken for a yes.
        return response.body().strip().equals("{\"allow\":true}");
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return false;
      } catch (Exception error) {
        answer.cancel(true);
        System.err.println("no decision: " + error);
        return false;
      }
    }
  }

  record Question(String text, String principal, String resource) {
    /** These values have nothing that JSON would have to escape; use a JSON library for values from outside. */
    String porc() {
      return """
          {"principal": %s, "operation": "shop:http:get", "resource": "%s"}""".formatted(principal, resource);
    }
  }

  public static void main(String[] arguments) {
    if (arguments.length != 1) {
      System.err.println("usage: java Decide.java http://HOST:PORT");
      System.exit(2);
    }
    DecisionPoint mpe = null;
    try {
      mpe = new DecisionPoint(arguments[0]);
    } catch (IllegalArgumentException error) {
      var what = "`%s`: %s; say where mpe listens: http://HOST:PORT";
      System.err.println(what.formatted(arguments[0], error.getMessage()));
      System.exit(2);
    }
    var alice = "{\"sub\": \"alice\", \"mroles\": [\"mrn:shop:role:customer\"]}";
    var questions = new Question[] {
      new Question("alice reads her orders", alice, "mrn:http:shop/orders/alice"),
      new Question("alice reads bob's orders", alice, "mrn:http:shop/orders/bob"),
      new Question("anyone reads the catalogue", "{}", "mrn:http:shop/catalogue/lamp"),
    };
    for (var question : questions) {
      System.out.println(question.text() + ": " + (mpe.allows(question.porc()) ? "allow" : "deny"));
    }
    System.exit(0); // the client's threads would live on for a while
  }
}
