using System.Net;
using System.Text;
using System.Text.Json;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Security.KeyVault.Secrets;

namespace NotionSync.Tests.Storage;

/// <summary>
/// A Key Vault behind the SDK's transport, with the answers of its REST interface: authentication challenge, versions,
/// soft delete with a name that stays taken, recovery that takes a few calls.
/// </summary>
internal sealed class FakeVault : HttpMessageHandler
{
    private const string Address = "https://example.vault.azure.net";

    private readonly Dictionary<string, string> _secrets = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _deleted = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, (string Value, int CallsLeft)> _recovering = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How many calls on a name are answered 409 before its recovery is done.</summary>
    public int CallsPerRecovery { get; set; }

    public List<string> Calls { get; } = [];

    public IReadOnlyCollection<string> Deleted => _deleted.Keys;

    public SecretClient CreateClient()
    {
        var options = new SecretClientOptions { Transport = new HttpClientTransport(new HttpClient(this, disposeHandler: false)) };
        options.Retry.MaxRetries = 0;

        return new(new(Address), new FixedCredential(), options);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Headers.Authorization is not { Scheme: "Bearer", Parameter: "token" })
        {
            var challenge = Error(HttpStatusCode.Unauthorized, "Unauthorized", "AKV10000: Request is missing a Bearer or PoP token.");
            challenge.Headers.TryAddWithoutValidation(
                "WWW-Authenticate",
                """Bearer authorization="https://login.microsoftonline.com/00000000-0000-0000-0000-000000000000", resource="https://vault.azure.net" """.TrimEnd());
            return challenge;
        }

        var path = request.RequestUri!.AbsolutePath.Trim('/').Split('/');
        Calls.Add($"{request.Method} {string.Join('/', path)}");
        Advance(path[1]);

        return (request.Method.Method, path) switch
        {
            ("PUT", ["secrets", var name]) => Set(name, await request.Content!.ReadAsStringAsync(cancellationToken)),
            ("GET", ["secrets", var name]) => _secrets.TryGetValue(name, out var value) ? Bundle(name, value) : Missing(name),
            ("DELETE", ["secrets", var name]) => Delete(name),
            ("GET", ["deletedsecrets", var name]) => _deleted.ContainsKey(name) ? DeletedBundle(name) : Missing(name),
            ("POST", ["deletedsecrets", var name, "recover"]) => Recover(name),
            _ => throw new InvalidOperationException($"{request.Method} {request.RequestUri} is not expected."),
        };
    }

    private HttpResponseMessage Set(string name, string body)
    {
        if (_deleted.ContainsKey(name))
        {
            return Error(
                HttpStatusCode.Conflict, "Conflict",
                $"Secret {name} is currently in a deleted but recoverable state, and its name cannot be reused; in this state, the secret can only be recovered or purged.",
                "ObjectIsDeletedButRecoverable");
        }

        if (_recovering.ContainsKey(name))
        {
            return Error(HttpStatusCode.Conflict, "Conflict", $"Secret {name} is currently being recovered and cannot be set.", "ObjectIsBeingRecovered");
        }

        using var json = JsonDocument.Parse(body);
        return Bundle(name, _secrets[name] = json.RootElement.GetProperty("value").GetString()!);
    }

    private HttpResponseMessage Delete(string name)
    {
        if (!_secrets.Remove(name, out var value))
        {
            return Missing(name);
        }

        _deleted[name] = value;
        return DeletedBundle(name);
    }

    private HttpResponseMessage Recover(string name)
    {
        if (_recovering.ContainsKey(name))
        {
            return Error(HttpStatusCode.Conflict, "Conflict", $"Secret {name} is currently being recovered.", "ObjectIsBeingRecovered");
        }

        if (!_deleted.Remove(name, out var value))
        {
            return Missing(name);
        }

        _recovering[name] = (value, CallsPerRecovery);
        return Bundle(name, value: null);
    }

    private void Advance(string name)
    {
        if (!_recovering.TryGetValue(name, out var recovery))
        {
            return;
        }

        if (recovery.CallsLeft > 0)
        {
            _recovering[name] = (recovery.Value, recovery.CallsLeft - 1);
        }
        else
        {
            _recovering.Remove(name);
            _secrets[name] = recovery.Value;
        }
    }

    private static HttpResponseMessage Bundle(string name, string? value)
        => Json(HttpStatusCode.OK, new
        {
            value,
            id = $"{Address}/secrets/{name}/4387e9f3d6e14c459867679a90fd0f79",
            attributes = new { enabled = true, created = 1767225600, updated = 1767225600, recoveryLevel = "Recoverable+Purgeable", recoverableDays = 90 },
        });

    private static HttpResponseMessage DeletedBundle(string name)
        => Json(HttpStatusCode.OK, new
        {
            recoveryId = $"{Address}/deletedsecrets/{name}",
            deletedDate = 1767225600,
            scheduledPurgeDate = 1775001600,
            id = $"{Address}/secrets/{name}/4387e9f3d6e14c459867679a90fd0f79",
            attributes = new { enabled = true, created = 1767225600, updated = 1767225600, recoveryLevel = "Recoverable+Purgeable", recoverableDays = 90 },
        });

    private static HttpResponseMessage Missing(string name)
        => Error(HttpStatusCode.NotFound, "SecretNotFound", $"A secret with (name/id) {name} was not found in this key vault.");

    private static HttpResponseMessage Error(HttpStatusCode status, string code, string message, string? inner = null)
        => Json(status, new { error = new { code, message, innererror = inner is null ? null : new { code = inner } } });

    private static HttpResponseMessage Json(HttpStatusCode status, object body)
        => new(status) { Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json") };

    private sealed class FixedCredential : TokenCredential
    {
        private static readonly AccessToken Token = new("token", DateTimeOffset.MaxValue);

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => Token;

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => new(Token);
    }
}
