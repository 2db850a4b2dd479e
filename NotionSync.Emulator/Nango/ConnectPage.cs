using System.Text.Json.Nodes;
using NotionSync.Emulator.Pages;

namespace NotionSync.Emulator.Nango;

/// <summary>What a connect link shows, before and after Notion's consent page.</summary>
internal static class ConnectPage
{
    private const string Place = "Nango";

    public static string Ask(ConnectSession session)
    {
        var again = session.ConnectionId is null ? string.Empty : " again";

        return HtmlPage.Render(Place, $"Connect Notion{again}", $"""
            <h1>Connect Notion{again}</h1>
            <p>You go on to Notion, where you sign in and select the pages to share. This link works until {session.ExpiresAt.UtcDateTime:HH:mm} UTC.</p>
            {Tags(session)}
            <form method="post" action="/nango/connect">
              {HtmlPage.Hidden("session_token", session.Token)}
              <p class="buttons">
                <button type="submit" name="decision" value="connect" class="primary">Connect</button>
                <button type="submit" name="decision" value="cancel">Cancel</button>
              </p>
            </form>
            """);
    }

    public static string Connected(NangoConnection connection, string integration)
        => Told(
            "Notion is connected",
            "You can close this window.",
            new JsonObject
            {
                ["type"] = "connect",
                ["payload"] = new JsonObject { ["providerConfigKey"] = integration, ["connectionId"] = connection.Id },
            });

    public static string Cancelled()
        => Told("Nothing was connected", "You cancelled. You can close this window.", new JsonObject { ["type"] = "close" });

    public static string Failed(string reason) => HtmlPage.Message(Place, "Notion could not be connected", reason);

    public static string Expired()
        => HtmlPage.Message(Place, "This link does not work any more", "Go back to where you got it from, and ask for a new one.");

    private static string Tags(ConnectSession session)
        => session.Tags.Count == 0
            ? string.Empty
            : $"<dl>{string.Concat(session.Tags.Select(tag => $"<dt>{HtmlPage.Encode(tag.Key)}</dt><dd>{HtmlPage.Encode((string)tag.Value!)}</dd>"))}</dl>";

    // The events of Nango's own page, to the window that opened this one or frames it. The JSON is ASCII: a "<" is escaped.
    private static string Told(string title, string text, JsonObject told)
        => HtmlPage.Render(Place, title, $"""
            <h1>{HtmlPage.Encode(title)}</h1><p role="status">{HtmlPage.Encode(text)}</p>
            <script>for (const other of [window.opener, window.parent]) if (other && other !== window) other.postMessage({told.ToJsonString()}, '*');</script>
            """);
}
