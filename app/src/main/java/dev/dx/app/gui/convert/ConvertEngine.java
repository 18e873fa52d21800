package dev.dx.app.gui.convert;

import dev.dx.converter.Batch;
import dev.dx.converter.BatchReport;
import dev.dx.engine.DxException;

/** What this screen asks of the converter. Calls block, are cancelled by interrupting, and fail with {@link DxException}. */
public interface ConvertEngine {
    BatchReport convert(ConvertRequest request, Batch.Listener listener);
}
