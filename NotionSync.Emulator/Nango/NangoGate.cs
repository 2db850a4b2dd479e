using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using NotionSync.Emulator.Api;
using NotionSync.Emulator.Control;

namespace NotionSync.Emulator.Nango;

/// <summary>What every call of Nango's API passes: the key, the account's limit, and the shape of errors.</summary>
internal sealed class NangoGate(EmulatorState state)
{
    private const string Scheme = "Bearer ";

    /// <summary>An endpoint for holders of the environment's key.</summary>
    public RequestDelegate Api(RequestDelegate next) => context => GuardAsync(context, () =>
    {
        CheckKey(context.Request);
        TakePlace(context);
        return next(context);
    });

    /// <summary>An endpoint for holders of a connect session's token.</summary>
    public RequestDelegate Session(Func<HttpContext, ConnectSession, Task> next) => context => GuardAsync(context, () => next(
        context,
        state.Nango.Sessions.Find(Token(context.Request)) ?? throw new NangoException(401, "invalid_connect_session_token", "Authentication failed. The provided connect session token is invalid.")));

    public static async Task GuardAsync(HttpContext context, Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (NangoException error)
        {
            await ControlReply.SendAsync(context, error.ToJson(), error.Status);
        }
        catch (NotionException error)
        {
            // What reads the body speaks Notion's dialect.
            await ControlReply.SendAsync(context, NangoException.InvalidBody("body", error.Message).ToJson(), 400);
        }
        catch (Exception error) when (error is InvalidOperationException or FormatException && !context.Response.HasStarted)
        {
            await ControlReply.SendAsync(context, NangoException.InvalidBody("body", error.Message).ToJson(), 400);
        }
    }

    private static string Token(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();

        if (header.Length == 0)
        {
            throw new NangoException(401, "missing_auth_header", "Authentication failed. The request is missing the Authorization header.");
        }

        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? header[Scheme.Length..].Trim()
            : throw new NangoException(401, "malformed_auth_header", "Authentication failed. The Authorization header is malformed.");
    }

    private void CheckKey(HttpRequest request)
    {
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Token(request)), Encoding.UTF8.GetBytes(state.Nango.Settings.SecretKey)))
        {
            throw new NangoException(401, "unknown_account", "Authentication failed. The provided secret/public key does not match any account.");
        }
    }

    private void TakePlace(HttpContext context)
    {
        var settings = state.Nango.Settings;

        if (settings.RequestsPerMinute == 0)
        {
            return;
        }

        var (remaining, endsAt) = state.Nango.Window.Take(settings.RequestsPerMinute, TimeSpan.FromSeconds(settings.WindowSeconds));
        var headers = context.Response.Headers;
        headers["X-RateLimit-Limit"] = Number(settings.RequestsPerMinute);
        headers["X-RateLimit-Remaining"] = Number(Math.Max(0, remaining));
        headers["X-RateLimit-Reset"] = Number(endsAt.ToUnixTimeSeconds());

        if (remaining < 0)
        {
            // Rounded down, as Nango does: who waits exactly so long may come a moment too early.
            headers.RetryAfter = Number((long)(endsAt - state.Clock.GetUtcNow()).TotalSeconds);
            throw new NangoException(429, "too_many_request", "Too many requests.");
        }
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
