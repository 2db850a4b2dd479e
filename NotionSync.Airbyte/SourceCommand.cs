using System.Text.Json;
using NotionSync.Notion;
using NotionSync.Streams;

namespace NotionSync.Airbyte;

/// <summary>
/// A source of the Airbyte protocol: <c>spec</c>, <c>check --config</c>, <c>discover --config</c>,
/// <c>read --config --catalog [--state]</c>. Ends with 0 also where a check fails; with 1 where a read could not be finished.
/// </summary>
internal sealed class SourceCommand(MessageWriter output, TimeProvider time)
{
    public async Task<int> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        try
        {
            return await RunCommandAsync(arguments, cancellationToken);
        }
        catch (ConfigException exception)
        {
            output.Error(exception.Message, "config_error", null, null);
            return 1;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The type alone: a message from somewhere inside might name what the config holds.
            output.Error("The source failed by a defect of its own.", "system_error", exception.GetType().Name, null);
            return 1;
        }
        finally
        {
            await output.FlushAsync(CancellationToken.None);
        }
    }

    private async Task<int> RunCommandAsync(string[] arguments, CancellationToken cancellationToken)
    {
        switch (arguments)
        {
            case ["spec", ..]:
                using (var spec = typeof(SourceCommand).Assembly.GetManifestResourceStream("NotionSync.Airbyte.spec.json")!)
                {
                    var bytes = new byte[spec.Length];
                    await spec.ReadExactlyAsync(bytes, cancellationToken);
                    output.Spec(bytes);
                }

                return 0;
            case ["check", .. var rest]:
                output.ConnectionStatus(await CheckAsync(rest, cancellationToken));
                return 0;
            case ["discover", .. var rest]:
                ReadConfig(rest);
                output.Catalog();
                return 0;
            case ["read", .. var rest]:
                var config = ReadConfig(rest);
                var requests = SourceCatalog.Read(ReadFile(rest, "--catalog") ?? throw new ConfigException("read needs --catalog FILE."), ReadFile(rest, "--state") ?? default, config);
                return await ReadAsync(config, requests, cancellationToken);
            default:
                throw new ConfigException("Usage: spec | check --config FILE | discover --config FILE | read --config FILE --catalog FILE [--state FILE]");
        }
    }

    private async Task<string?> CheckAsync(string[] arguments, CancellationToken cancellationToken)
    {
        try
        {
            var config = ReadConfig(arguments);
            await using var services = NotionAccess.Build(config, time);
            var client = NotionAccess.Open(services, config);
            await client.GetMeAsync(cancellationToken);
            await client.SearchAsync(new() { PageSize = 1 }, cancellationToken);
            return null;
        }
        catch (ConfigException exception)
        {
            return exception.Message;
        }
        catch (NotionException exception)
        {
            return Explain(exception);
        }
    }

    private async Task<int> ReadAsync(SourceConfig config, IReadOnlyList<StreamRequest> requests, CancellationToken cancellationToken)
    {
        await using var services = NotionAccess.Build(config, time);
        var client = NotionAccess.Open(services, config);
        var reader = new StreamRead(client, output, time);
        var failures = 0;

        output.Log("INFO", $"Reading {requests.Count} streams: {config}.");

        foreach (var request in requests)
        {
            // One stream that fails does not keep the others from being read.
            if (await reader.RunAsync(request, cancellationToken) is { } failure)
            {
                failures++;
                output.Error(
                    Explain(failure),
                    StreamFailure.IsTransient(failure) ? "transient_error" : failure.Error is NotionError.Unauthorized or NotionError.Forbidden or NotionError.Blocked ? "config_error" : "system_error",
                    StreamFailure.CodeOf(failure),
                    request.Stream.Name);

                if (failure.Error is NotionError.Unauthorized or NotionError.Blocked)
                {
                    break;
                }
            }
        }

        return failures == 0 ? 0 : 1;
    }

    private SourceConfig ReadConfig(string[] arguments)
        => SourceConfig.Parse(ReadFile(arguments, "--config") ?? throw new ConfigException("--config FILE is missing."), time);

    private static JsonElement? ReadFile(string[] arguments, string option)
    {
        var path = Array.IndexOf(arguments, option) is >= 0 and var at && at + 1 < arguments.Length
            ? arguments[at + 1]
            : arguments.FirstOrDefault(argument => argument.StartsWith(option + "=", StringComparison.Ordinal))?[(option.Length + 1)..];

        if (path is null)
        {
            return null;
        }

        try
        {
            using var file = path == "-" ? Console.OpenStandardInput() : File.OpenRead(path);
            using var document = JsonDocument.Parse(file);
            return document.RootElement.Clone();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            // Not what the parser says: it may quote the file.
            throw new ConfigException($"The file of {option} cannot be read as JSON.", exception);
        }
    }

    private static string Explain(NotionException exception) => exception.Error switch
    {
        NotionError.Unauthorized => "Notion does not accept the token. Copy it again from the integration's settings, or authorise again.",
        NotionError.Forbidden => "The integration lacks a capability that this needs: reading content, comments or user information.",
        NotionError.Blocked => "Notion blocks the connection.",
        _ => $"Notion could not be read: {exception.Message}",
    };
}
