using System.Formats.Tar;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace NotionSync.Tenants;

/// <summary>
/// A tenant as one file: a tar archive, so that it is written and read in one go with the memory of a few megabytes.
/// <c>tenant.json</c> comes first; <c>tables/NAME/00001.ndjson</c> holds rows, <c>blobs/CONTAINER/PATH</c> the blobs.
/// </summary>
public sealed class TenantArchive(ITenantStore store)
{
    private const string Manifest = "tenant.json";
    private const string TypeAttribute = "NOTIONSYNC.content-type";
    private const int Version = 1;

    public async Task WriteAsync(string tenantId, Stream archive, CancellationToken cancellationToken)
    {
        await using var tar = new TarWriter(archive, TarEntryFormat.Pax, leaveOpen: true);
        var manifest = JsonSerializer.SerializeToUtf8Bytes(new TenantManifest(Version, tenantId), ArchiveJson.Default.TenantManifest);
        await WriteEntryAsync(tar, Manifest, "application/json", new MemoryStream(manifest), cancellationToken);
        var count = 0;

        await foreach (var part in store.ReadAsync(tenantId, cancellationToken))
        {
            await using var content = await part.Open(cancellationToken);

            if (content is not null)
            {
                var name = part.Path is { } path
                    ? $"blobs/{part.Name}/{path}"
                    : $"tables/{part.Name}/{(++count).ToString("d6", CultureInfo.InvariantCulture)}.ndjson";
                await WriteEntryAsync(tar, name, part.ContentType, content, cancellationToken);
            }
        }
    }

    /// <returns>How many rows and blobs the archive had.</returns>
    /// <exception cref="ProblemException"><c>invalid_archive</c>.</exception>
    public async Task<TenantImport> ReadAsync(string tenantId, Stream archive, CancellationToken cancellationToken)
    {
        await using var tar = new TarReader(archive, leaveOpen: true);
        var (rows, blobs) = (0, 0);

        try
        {
            await CheckManifestAsync(tenantId, await tar.GetNextEntryAsync(copyData: false, cancellationToken), cancellationToken);

            while (await tar.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
            {
                var content = entry.DataStream ?? Stream.Null;

                switch (entry.Name.Split('/', 3))
                {
                    case ["tables", var table, _]:
                        rows += await store.WriteRowsAsync(tenantId, table, content, cancellationToken);
                        break;

                    case ["blobs", var container, var path]:
                        var type = (entry as PaxTarEntry)?.ExtendedAttributes.GetValueOrDefault(TypeAttribute) ?? "application/octet-stream";
                        await store.WriteBlobAsync(tenantId, container, path, type, content, cancellationToken);
                        blobs++;
                        break;

                    default:
                        throw Invalid("It has an entry that no export has.");
                }
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or FormatException or JsonException or DecoderFallbackException)
        {
            throw Invalid("It is no tar archive, or is cut off.", exception);
        }

        return new(rows, blobs);
    }

    public static ProblemException Invalid(string why, Exception? inner = null)
        => new(ProblemKind.Unprocessable, "invalid_archive", $"The archive cannot be imported. {why}", innerException: inner);

    private static async Task WriteEntryAsync(TarWriter tar, string name, string contentType, Stream content, CancellationToken cancellationToken)
    {
        var entry = new PaxTarEntry(TarEntryType.RegularFile, name, [KeyValuePair.Create(TypeAttribute, contentType)]) { DataStream = content };
        await tar.WriteEntryAsync(entry, cancellationToken);
    }

    private static async Task CheckManifestAsync(string tenantId, TarEntry? entry, CancellationToken cancellationToken)
    {
        if (entry is not { Name: Manifest, DataStream: { Length: < 10_000 } content })
        {
            throw Invalid($"It does not begin with {Manifest}.");
        }

        var manifest = await JsonSerializer.DeserializeAsync(content, ArchiveJson.Default.TenantManifest, cancellationToken);

        if (manifest is not { Version: Version } || manifest.TenantId != tenantId)
        {
            throw Invalid("It is of another tenant, or of another version of NotionSync.");
        }
    }
}

/// <summary>What an archive had.</summary>
public sealed record TenantImport(int Rows, int Blobs);
