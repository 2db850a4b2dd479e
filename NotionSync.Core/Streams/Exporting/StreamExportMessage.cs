namespace NotionSync.Streams.Exporting;

/// <summary>Go on with an export.</summary>
public sealed record StreamExportMessage(string TenantId, string ExportId);

/// <summary>Puts exports to work.</summary>
public interface IStreamExportSender
{
    Task SendAsync(StreamExportMessage message, TimeSpan delay, CancellationToken cancellationToken);
}
