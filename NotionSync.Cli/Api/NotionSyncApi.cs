using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace NotionSync.Cli.Api;

/// <summary>The HTTP API of NotionSync for one tenant, as any other client sees it.</summary>
internal sealed class NotionSyncApi(HttpClient client, Uri host, string tenant)
{
    /// <summary>The most items that one import takes.</summary>
    public const int MaxImportItems = 1000;

    private const int PageSize = 100;

    private readonly Uri _base = new(host, $"api/tenants/{Uri.EscapeDataString(tenant)}/");

    public Uri Host => host;

    /// <summary>The URL of something of the tenant, to show to a person.</summary>
    public Uri Url(string path) => new(_base, path);

    public Task<Connection> ConnectAsync(string token, CancellationToken cancellationToken)
        => PostAsync("connections", new("token", token), ApiJson.Default.TokenConnection, ApiJson.Default.Connection, cancellationToken);

    public IAsyncEnumerable<Root> RootsAsync(string connectionId, CancellationToken cancellationToken)
        => ListAsync($"connections/{Escape(connectionId)}/roots?", ApiJson.Default.ItemListRoot, cancellationToken);

    public Task<Import> StartImportAsync(string connectionId, IReadOnlyList<ImportOrderItem> items, CancellationToken cancellationToken)
        => PostAsync("imports", new(connectionId, items), ApiJson.Default.ImportOrder, ApiJson.Default.Import, cancellationToken);

    public Task<Import> GetImportAsync(string id, CancellationToken cancellationToken)
        => GetAsync($"imports/{Escape(id)}", ApiJson.Default.Import, cancellationToken);

    public IAsyncEnumerable<Document> DocumentsAsync(string connectionId, CancellationToken cancellationToken)
        => ListAsync($"documents?connectionId={Escape(connectionId)}&", ApiJson.Default.ItemListDocument, cancellationToken);

    public Task<Document> GetDocumentAsync(string id, CancellationToken cancellationToken)
        => GetAsync(DocumentPath(id), ApiJson.Default.Document, cancellationToken);

    public static string DocumentPath(string id, params string[] below)
        => string.Join('/', ["documents", Escape(id), .. below.Select(Escape)]);

    /// <summary>Whether a GET of the address succeeds; the body is not read.</summary>
    public async Task<bool> ExistsAsync(Uri url, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return response.IsSuccessStatusCode;
    }

    /// <summary>Copies an answer's body as it arrives; nothing of it is held in memory.</summary>
    public async Task DownloadAsync(string path, Stream target, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Url(path));
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await ThrowIfRefusedAsync(response, cancellationToken);
        await response.Content.CopyToAsync(target, cancellationToken);
    }

    private static string Escape(string segment) => Uri.EscapeDataString(segment);

    private async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var response = await client.GetAsync(Url(path), cancellationToken);
        return await ReadAsync(response, type, cancellationToken);
    }

    private async Task<T> PostAsync<TBody, T>(
        string path,
        TBody body,
        JsonTypeInfo<TBody> bodyType,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken)
    {
        using var response = await client.PostAsJsonAsync(Url(path), body, bodyType, cancellationToken);
        return await ReadAsync(response, type, cancellationToken);
    }

    private async IAsyncEnumerable<T> ListAsync<T>(
        string pathAndQuery,
        JsonTypeInfo<ItemList<T>> type,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cursor = string.Empty;

        do
        {
            var page = await GetAsync($"{pathAndQuery}pageSize={PageSize}{cursor}", type, cancellationToken);

            foreach (var item in page.Items)
            {
                yield return item;
            }

            cursor = page.NextCursor is { } next ? $"&cursor={Escape(next)}" : null;
        }
        while (cursor is not null);
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        await ThrowIfRefusedAsync(response, cancellationToken);

        return await response.Content.ReadFromJsonAsync(type, cancellationToken)
            ?? throw new ApiException(response.StatusCode, code: null, $"{Name(response)} answered with an empty body.");
    }

    private static async Task ThrowIfRefusedAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
        {
            return;
        }

        var problem = await ReadProblemAsync(response, cancellationToken);
        var said = problem?.Detail ?? problem?.Title ?? response.ReasonPhrase;
        throw new ApiException(response.StatusCode, problem?.Code, $"{Name(response)} answered {(int)response.StatusCode} {problem?.Code}: {said}");
    }

    private static async Task<Problem?> ReadProblemAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync(ApiJson.Default.Problem, cancellationToken);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Name(HttpResponseMessage response)
        => $"{response.RequestMessage?.Method} {response.RequestMessage?.RequestUri?.AbsolutePath}";
}
